//! The keys of the task list.

use app::work::tasks::keys::Command;

#[test]
fn each_command_has_its_key() {
    for (key, command) in [
        ("j", Command::Next),
        ("k", Command::Previous),
        ("x", Command::Complete),
        ("e", Command::Edit),
        ("s", Command::Snooze),
        ("n", Command::Add),
    ] {
        assert_eq!(Command::of(key), Some(command));
    }
    assert_eq!(Command::of("q"), None);
}
