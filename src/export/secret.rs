//! What in the units should not be read by who gets them.
//!
//! Source: systemd.exec(5) `Environment=`, `SetCredential=`.

use crate::activation::{Activation, Lens};
use crate::value::environment;

/// What a name has in it whose value is a secret.
const WORDS: [&str; 8] =
    ["PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY"];

/// The first assignment that holds a secret, as code without its value; `None` where there seems to be none.
///
/// ```
/// use doorbell::activation::Activation;
/// use doorbell::export::secret::secret;
///
/// let shop = Activation::new("shop", "", "[Service]\nEnvironment=LANG=C DB_PASSWORD=xyz\n");
/// assert_eq!(secret(&shop).as_deref(), Some("`Environment=DB_PASSWORD=…`"));
/// ```
pub fn secret(activation: &Activation) -> Option<String> {
    let variables = activation.list(Lens::service("Environment")).into_iter().flat_map(|line| {
        let variables = environment::read(line.value, activation.target().version);
        let secrets = variables.unwrap_or_default().into_iter();
        secrets
            .filter(|(name, value)| !value.is_empty() && is_secret(name))
            .map(|(name, _)| format!("`Environment={name}=…`"))
    });
    let credentials = activation.list(Lens::service("SetCredential")).into_iter();
    let credentials = credentials.filter_map(|line| {
        let (name, value) = line.value.split_once(':')?;
        (!value.is_empty()).then(|| format!("`SetCredential={name}:…`"))
    });
    let mut all = variables.chain(credentials);
    all.next()
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    // A file's name is none.
    WORDS.iter().any(|word| name.contains(word)) && !name.ends_with("_FILE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_told_by_its_name() {
        for (lines, found) in [
            ("Environment=LANG=C\n", None),
            ("Environment=PASSWORD_FILE=/run/x\n", None),
            ("Environment=TOKEN=\n", None),
            ("Environment=\"A=b c\" \"api_token=x y\"\n", Some("`Environment=api_token=…`")),
            ("Environment=TOKEN=a\nEnvironment=\n", None),
            ("SetCredential=key:abc\n", Some("`SetCredential=key:…`")),
            ("SetCredentialEncrypted=key:abc\n", None),
        ] {
            let units = Activation::new("a", "", &format!("[Service]\n{lines}"));
            assert_eq!(secret(&units).as_deref(), found, "{lines}");
        }
    }
}
