//! The page of a product's model: attributes, bundle and rules on the left; findings and a preview
//! beside them, computed here while one types.

mod attributes;
mod cells;
mod exchange;
mod findings;
mod groups;
mod head;
mod page;
mod rules;
mod state;

pub use page::ModelPage;
