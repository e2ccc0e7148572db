// marked: Markdown to HTML, tokens, own renderer and extension.
import { marked, Marked, lexer } from 'marked';
const text = `# Title with \`code\` & <b>html</b>

A paragraph with **bold**, _emphasis_, ~~gone~~, a [link](https://example.org "t"), ![image](a.png) and
a hard break.  
Next line, autolink <https://example.org>, bare https://example.org/x?y=1&z=2.

> Quote
> > nested

1. one
2. two
   - nested *item*
   - [x] done
   - [ ] open

| left | right |
|:-----|------:|
| a \\| b | 1 |

\`\`\`js
const x = 1 < 2 && "y";
\`\`\`

    indented code

***
[ref]: https://example.org/ref
Text with a [reference][ref] and \\*escapes\\* and &copy;.

<div>raw <i>html</i></div>
`;
console.log(marked.parse(text));
console.log(lexer('# a\n\n- b\n').map((token) => token.type));
const own = new Marked({ renderer: { heading({ tokens, depth }) { return `<h${depth} class="own">${this.parser.parseInline(tokens)}</h${depth}>\n`; } } });
own.use({ extensions: [{ name: 'mention', level: 'inline', start: (src) => src.indexOf('@'), tokenizer(src) { const match = /^@(\w+)/.exec(src); return match ? { type: 'mention', raw: match[0], user: match[1] } : undefined; }, renderer: (token) => `<user>${token.user}</user>` }] });
console.log(own.parse('# Hi @you\n\nsee *@me*'), marked.parseInline('*inline* only'));
console.log(marked.parse(text.repeat(50)).length);
