//! The page of a product's model: attributes, bundle and rules on the left; findings and a preview
//! beside them, computed here while one types.

mod attributes;
mod cells;
mod exchange;
mod finder;
mod findings;
mod groups;
mod guide;
mod guide_answers;
mod head;
mod page;
mod rules;
mod state;

pub use finder::FinderQuestionsPage;
pub use page::ModelPage;
