//! The folders a task works in, and the cargo it calls.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where this clone and its build products are.
pub struct Place {
    /// The workspace.
    pub root: PathBuf,
    /// Cargo's build products: `CARGO_TARGET_DIR` or `<root>/target`.
    pub target: PathBuf,
}

impl Place {
    /// Cargo tells the folder of this package at run time; the one known at compile time is the
    /// fall-back when the program is started by hand.
    pub fn find() -> Place {
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package
            .parent()
            .map_or_else(|| PathBuf::from("."), Path::to_path_buf);
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let target = if target.is_absolute() {
            target
        } else {
            root.join(target)
        };
        Place { root, target }
    }

    /// The browser's files; always here, because the server embeds them from here.
    pub fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// What tasks remember between runs.
    pub fn memory(&self) -> PathBuf {
        self.root.join("target/xtask")
    }

    /// WebAssembly has its own build folder, so that two cargos never wait for each other.
    pub fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm")
    }

    /// The server built with `profile` ("debug" or "release").
    pub fn binary(&self, profile: &str) -> PathBuf {
        self.target
            .join(profile)
            .join(format!("jalon{}", env::consts::EXE_SUFFIX))
    }

    /// For what is shipped: the paths of this machine do not belong into its messages.
    pub fn without_own_paths(&self, triple: &str) -> [String; 2] {
        let home = std::env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| {
                let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"))?;
                Some(PathBuf::from(home).join(".cargo"))
            });
        let sources = home.unwrap_or_default().join("registry").join("src");
        let flag = format!("--remap-path-prefix={}=", sources.display());
        [
            "--config".to_owned(),
            format!("target.{triple}.rustflags=['{flag}']"),
        ]
    }

    /// Cargo in this workspace.
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        command
    }
}
