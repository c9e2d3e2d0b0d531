//! One cell into XML.

use super::{Node, places::Spot, rating, terms, values::Type};
use crate::{Column, cell, eidr};

/// Puts one cell where it stands; not at all where the schema would refuse it.
pub(super) fn put(node: &mut Node, spot: &Spot, column: Column, text: &str) {
    let identifier = |node: &mut Node, path: &str| {
        let (parent, name) = path
            .rsplit_once('/')
            .expect("identifiers stand in metadata");
        let id = node.make(parent).add(name);
        id.children
            .push(Node::new("md:Namespace").with_text("org:mddf"));
        id.children
            .push(Node::new("md:Identifier").with_text(&format!("{column}:{text}")));
    };
    match spot {
        Spot::Text(path, kind) => {
            if let Some(text) = kind.to_xml(text) {
                node.make(path).text = text;
            }
        }
        Spot::Attribute(path, name, kind) => {
            // Readers of XML make blanks of the ends of lines in an attribute.
            let one_line = !text.contains(['\n', '\t']);
            if let Some(text) = kind.to_xml(text).filter(|_| one_line) {
                let node = if path.is_empty() {
                    node
                } else {
                    node.make(path)
                };
                node.set(name, &text);
            }
        }
        Spot::Identifier(path) => identifier(node, path),
        Spot::EidrOrIdentifier(path, alternative) => match Type::Eidr.to_xml(text) {
            Some(urn) if eidr::is_meant(text) => node.make(path).text = urn,
            _ => identifier(node, alternative),
        },
        Spot::Released(path, kind) => {
            let Some(text) = Type::History.to_xml(text) else {
                return;
            };
            let (parent, name) = path.rsplit_once('/').expect("histories stand in metadata");
            let history = node.make(parent).add(name);
            history
                .children
                .push(Node::new("md:ReleaseType").with_text(kind));
            history.children.push(Node::new("md:Date").with_text(&text));
        }
        Spot::Directors(path) => {
            let (parent, name) = path.rsplit_once('/').expect("people stand in metadata");
            for director in text
                .split(';')
                .map(str::trim)
                .filter(|name| !name.is_empty())
            {
                let person = node.make(parent).add(name);
                "Director".clone_into(&mut person.make("md:Job/md:JobFunction").text);
                director.clone_into(&mut person.make("md:Name/md:DisplayName").text);
            }
        }
        Spot::Channel(path) => {
            let group = node.make(path);
            for (name, text) in [
                ("md:Type", "channel"),
                ("md:GroupIdentity", text),
                ("md:DisplayName", text),
            ] {
                group.children.push(Node::new(name).with_text(text));
            }
        }
        Spot::Entitlement(system) => {
            let Some(text) = Type::Id.to_xml(text) else {
                return;
            };
            let entitlement = node.add("SharedEntitlement");
            entitlement.set("ecosystem", system);
            entitlement
                .children
                .push(Node::new("EcosystemID").with_text(&text));
        }
        Spot::Bundled => {
            for id in cell::parts(text) {
                if let Some(id) = Type::Id.to_xml(id) {
                    node.add("BundledAsset").make("BundledALID").text = id;
                }
            }
        }
        Spot::Languages(element) => {
            terms::write_languages(node, element, text);
        }
        Spot::Excluded => {
            for region in cell::parts(text).filter_map(rating::region) {
                node.add("TerritoryExcluded").children.push(region);
            }
        }
        Spot::Term(name, element, kind) => {
            if let Some(text) = kind.to_xml(text) {
                terms::add(node, name, element, &text);
            }
        }
    }
}
