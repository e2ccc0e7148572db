// run: --input-type=module -e 'import path from "node:path"; console.log(path.sep, typeof require, await 5, import.meta.url.startsWith("file:"))'
