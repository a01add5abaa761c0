//! What the parts of a document are, in the order they are read: the tags of a tagged PDF.

use krilla::geom::Rect;
use krilla::tagging::{
    BBox, Identifier, ListNumbering, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
};
use std::num::{NonZeroU16, NonZeroU32};

/// What a part is.
#[derive(Clone, Debug, PartialEq)]
pub enum Role {
    /// Parts that belong together.
    Group,
    /// A heading of a level from 1, with its text.
    Heading(u16, String),
    Paragraph,
    List,
    Item,
    ItemText,
    Table,
    TableHead,
    TableBody,
    TableFoot,
    Row,
    /// The head of a column.
    ColumnHead,
    /// The head of a row, so many columns wide.
    RowHead(u32),
    Cell,
    /// A picture: what stands for it, on which page, where.
    Figure(String, usize, Rect),
}

impl Role {
    /// Whether text may stand in it without a paragraph around.
    const fn holds_text(&self) -> bool {
        matches!(
            self,
            Role::Heading(..)
                | Role::Paragraph
                | Role::ItemText
                | Role::ColumnHead
                | Role::RowHead(_)
                | Role::Cell
                | Role::Figure(..)
        )
    }

    fn tag(&self) -> TagKind {
        match self {
            Role::Group => Tag::Div.into(),
            Role::Heading(level, title) => {
                let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
                Tag::Hn(level, Some(title.clone())).into()
            }
            Role::Paragraph => Tag::P.into(),
            Role::List => Tag::L(ListNumbering::None).into(),
            Role::Item => Tag::LI.into(),
            Role::ItemText => Tag::LBody.into(),
            Role::Table => Tag::Table.into(),
            Role::TableHead => Tag::THead.into(),
            Role::TableBody => Tag::TBody.into(),
            Role::TableFoot => Tag::TFoot.into(),
            Role::Row => Tag::TR.into(),
            Role::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
            Role::RowHead(columns) => {
                let span = NonZeroU32::new(*columns).filter(|span| span.get() > 1);
                Tag::TH(TableHeaderScope::Row).with_col_span(span).into()
            }
            Role::Cell => Tag::TD.into(),
            Role::Figure(text, page, rect) => {
                let place = BBox::new(*page, *rect);
                Tag::Figure(Some(text.clone()))
                    .with_bbox(Some(place))
                    .into()
            }
        }
    }
}

/// A part, to draw in it later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartId(usize);

/// Something drawn, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentId(usize);

enum Child {
    Part(usize),
    Content(usize),
}

struct Part {
    role: Role,
    children: Vec<Child>,
}

/// All parts, and the one that is drawn in.
pub struct Structure {
    // The first is the document.
    parts: Vec<Part>,
    open: usize,
    contents: usize,
}

impl Structure {
    pub fn new() -> Self {
        let document = Part {
            role: Role::Group,
            children: Vec::new(),
        };
        Self {
            parts: vec![document],
            open: 0,
            contents: 0,
        }
    }

    /// A part at the end of the open one.
    pub fn add(&mut self, role: Role) -> PartId {
        let id = self.parts.len();
        if let Some(open) = self.parts.get_mut(self.open) {
            open.children.push(Child::Part(id));
        }
        self.parts.push(Part {
            role,
            children: Vec::new(),
        });
        PartId(id)
    }

    /// Opens a part; answers the one that was open.
    pub fn open(&mut self, part: PartId) -> PartId {
        PartId(std::mem::replace(&mut self.open, part.0))
    }

    /// Whether what is drawn now may be text.
    pub fn holds_text(&self) -> bool {
        self.parts
            .get(self.open)
            .is_some_and(|open| open.role.holds_text())
    }

    /// Something drawn in the open part.
    pub fn content(&mut self) -> ContentId {
        let id = self.contents;
        self.contents += 1;
        if let Some(open) = self.parts.get_mut(self.open) {
            open.children.push(Child::Content(id));
        }
        ContentId(id)
    }

    /// The tags, with what was drawn where.
    pub fn tags(&self, drawn: &Drawn, lang: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(lang.to_owned()));
        for child in self.nodes(0, drawn) {
            tree.push(child);
        }
        tree
    }

    fn nodes(&self, part: usize, drawn: &Drawn) -> Vec<Node> {
        let children = self.parts.get(part).map(|part| part.children.as_slice());
        let nodes = children
            .unwrap_or_default()
            .iter()
            .filter_map(|child| match child {
                Child::Content(id) => drawn.0.get(*id).copied().flatten().map(Node::Leaf),
                Child::Part(id) => self.parts.get(*id).map(|own| {
                    let nodes = self.nodes(*id, drawn);
                    Node::Group(TagGroup::with_children(own.role.tag(), nodes))
                }),
            });
        nodes.collect()
    }

    /// Roles in reading order, each with how deep it stands, for tests.
    #[cfg(test)]
    pub fn outline(&self) -> Vec<(usize, &Role)> {
        fn walk<'a>(
            all: &'a Structure,
            part: usize,
            depth: usize,
            out: &mut Vec<(usize, &'a Role)>,
        ) {
            for child in &all.parts[part].children {
                if let Child::Part(id) = child {
                    out.push((depth, &all.parts[*id].role));
                    walk(all, *id, depth + 1, out);
                }
            }
        }
        let mut out = Vec::new();
        walk(self, 0, 0, &mut out);
        out
    }
}

/// Under which identifier each content was drawn.
pub struct Drawn(Vec<Option<Identifier>>);

impl Drawn {
    pub fn new(structure: &Structure) -> Self {
        Self(vec![None; structure.contents])
    }

    pub fn set(&mut self, content: ContentId, identifier: Identifier) {
        if let Some(place) = self.0.get_mut(content.0) {
            *place = Some(identifier);
        }
    }
}
