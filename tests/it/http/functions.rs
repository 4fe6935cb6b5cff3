//! What every server function reads, from the source itself.

use std::collections::BTreeMap;
use std::path::Path;

use syn::{FnArg, GenericArgument, Item, Pat, PathArguments, Type};

/// The arguments of a server function.
#[derive(Default, Debug)]
pub(super) struct Function {
    /// Those that must be sent.
    pub(super) required: Vec<String>,
    /// All by name, with the fields of those that have some.
    pub(super) all: BTreeMap<String, Vec<String>>,
    /// Whether it also takes what it has no argument for, and answers what nobody reads with a fault.
    pub(super) open: bool,
}

impl Function {
    /// Whether it reads a field of a form, such as `n`, `n[k1]` or `n[0][field]`.
    pub(super) fn reads(&self, field: &str) -> bool {
        let mut parts = field.split('[').map(|part| part.trim_end_matches(']'));
        let Some(fields) = self.all.get(parts.next().unwrap_or_default()) else { return self.open };
        match parts.nth(1) {
            None => true,
            Some(inner) => fields.iter().any(|one| one == inner),
        }
    }
}

/// Every server function by its address.
pub(super) fn functions() -> BTreeMap<String, Function> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let structs = structs(&root.join("app/domain/src"));
    let mut found = BTreeMap::new();
    for file in sources(&root.join("app/src")) {
        for item in file.items {
            let Item::Fn(function) = item else { continue };
            let Some(endpoint) = function.attrs.iter().find_map(endpoint) else { continue };
            let mut own = Function::default();
            for argument in &function.sig.inputs {
                let FnArg::Typed(argument) = argument else { continue };
                let Pat::Ident(name) = &*argument.pat else { continue };
                let marks: Vec<String> = argument
                    .attrs
                    .iter()
                    .filter(|attribute| attribute.path().is_ident("server"))
                    .filter_map(|attribute| Some(attribute.parse_args::<syn::Ident>().ok()?.to_string()))
                    .collect();
                let name = name.ident.to_string();
                let inner = innermost(&argument.ty);
                let fields = structs.get(&inner).cloned().unwrap_or_default();
                if marks.iter().any(|mark| mark == "flatten") {
                    own.open |= inner == "Fields";
                    own.all.extend(fields.into_iter().map(|field| (field, Vec::new())));
                    continue;
                }
                if marks.is_empty() {
                    own.required.push(name.clone());
                }
                own.all.insert(name, fields);
            }
            found.insert(format!("/api/{endpoint}"), own);
        }
    }
    found
}

fn endpoint(attribute: &syn::Attribute) -> Option<String> {
    if !attribute.path().is_ident("server") {
        return None;
    }
    let mut found = None;
    let _ = attribute.parse_nested_meta(|meta| {
        let value: syn::Expr = meta.value()?.parse()?;
        if let (true, syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })) =
            (meta.path.is_ident("endpoint"), value)
        {
            found = Some(text.value());
        }
        Ok(())
    });
    found
}

/// The type within maps and lists.
fn innermost(of: &Type) -> String {
    let Type::Path(path) = of else { return String::new() };
    let Some(last) = path.path.segments.last() else { return String::new() };
    if let PathArguments::AngleBracketed(arguments) = &last.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.last()
    {
        return innermost(inner);
    }
    last.ident.to_string()
}

/// The fields of every struct in a folder.
fn structs(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let items = sources(folder).into_iter().flat_map(|file| file.items);
    items
        .filter_map(|item| match item {
            Item::Struct(one) => {
                let fields = one.fields.iter().filter_map(|field| Some(field.ident.as_ref()?.to_string())).collect();
                Some((one.ident.to_string(), fields))
            }
            _ => None,
        })
        .collect()
}

fn sources(folder: &Path) -> Vec<syn::File> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(syn::parse_file(&std::fs::read_to_string(&path).expect("a file")).expect("Rust"));
        }
    }
    files
}
