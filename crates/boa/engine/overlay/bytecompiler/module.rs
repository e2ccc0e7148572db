//! Modules.

use crate::bytecompiler::disposal::resources_of;

impl ByteCompiler<'_> {
    /// A module that declares resources disposes of them at its end.
    #[wrap("7ab352aa46639a7e")]
    pub fn compile_module_item_list(&mut self, list: &ModuleItemList) {
        let items = list.items().iter().filter_map(|item| match item {
            ModuleItem::StatementListItem(item) => Some(item),
            _ => None,
        });
        match resources_of(items) {
            None => self.upstream_compile_module_item_list(list),
            Some(is_async) => self.with_resources(is_async, false, |compiler| {
                compiler.upstream_compile_module_item_list(list);
            }),
        }
    }
}
