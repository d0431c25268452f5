// SPDX-License-Identifier: EUPL-1.2
//! Runs a script of this repository with Node.js and the packages that its lock file pins.
//!
//! The packages are installed outside the checkout, once per lock file. It must not know what the scripts do.

use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    io::{Error, Result},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use portico_rules::native::sha256;

/// The packages that a folder's `package-lock.json` pins, installed.
pub struct Packages {
    folder: PathBuf,
}

impl Packages {
    /// Installs what `source` pins, unless that is installed: below the folder that `PORTICO_NPM` names, else
    /// below the user's cache directory.
    ///
    /// # Errors
    /// Node.js or npm is missing, npm fails (with what it said), or a folder cannot be written.
    pub fn install(source: &Path) -> Result<Self> {
        let lock = source.join("package-lock.json");
        let digest = sha256(&read(&lock)?).to_string();
        let name = digest.trim_start_matches("0x").get(..16).unwrap_or(&digest);
        let all = cache()?;
        let folder = all.join(name);
        if folder.is_dir() {
            return Ok(Self { folder });
        }
        // Under another name until it is complete: what was interrupted is never taken for installed, and
        // test runs that install at the same time do not meet.
        fs::create_dir_all(&all)?;
        let new = tempfile::Builder::new().prefix("new-").tempdir_in(&all)?;
        for file in ["package.json", "package-lock.json"] {
            fs::write(new.path().join(file), read(&source.join(file))?)?;
        }
        let install = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
            .current_dir(new.path())
            .stdin(Stdio::null())
            .output()
            .map_err(|error| missing("npm", &error))?;
        if !install.status.success() {
            return Err(Error::other(format!(
                "npm ci of {} failed ({}):\n{}",
                lock.display(),
                install.status,
                String::from_utf8_lossy(&install.stderr)
            )));
        }
        match fs::rename(new.path(), &folder) {
            // Moved, so there is nothing left to remove.
            Ok(()) => drop(new.keep()),
            // Another run was faster, with the same lock file.
            Err(_) if folder.is_dir() => {}
            Err(error) => return Err(error),
        }
        Ok(Self { folder })
    }

    /// Runs an ECMAScript module that imports these packages, and waits until it ends.
    ///
    /// # Errors
    /// The script cannot be read, or Node.js is missing.
    pub fn run(&self, script: &Path, arguments: &[&OsStr]) -> Result<Output> {
        // Node.js looks for packages beside the module that imports them. One that it reads from its input
        // stands in the working directory.
        Command::new("node")
            .args(["--input-type=module", "-"])
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(File::open(script).map_err(|error| at(script, &error))?)
            .output()
            .map_err(|error| missing("node", &error))
    }
}

/// Where installed packages are kept.
fn cache() -> Result<PathBuf> {
    if let Some(folder) = env::var_os("PORTICO_NPM") {
        return Ok(folder.into());
    }
    let caches = env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")))
        .ok_or_else(|| {
            Error::other("there is no home directory to install npm packages in: name a folder in PORTICO_NPM")
        })?;
    Ok(caches.join("portico/npm"))
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| at(path, &error))
}

fn at(path: &Path, error: &Error) -> Error {
    Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn missing(program: &str, error: &Error) -> Error {
    Error::new(
        error.kind(),
        format!(
            "cannot start {program}: {error}. This test needs Node.js 18 or later and npm: install them \
             (Debian: apt-get install nodejs npm; scripts/test does so), and see that they are on PATH"
        ),
    )
}
