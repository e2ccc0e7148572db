// exit: 1
const text = 'tabs and width';
	const bad = text.length > 3 && text.missing.property; // the caret keeps the tab in front
