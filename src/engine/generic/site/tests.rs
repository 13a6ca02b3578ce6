//! Names and separators of many languages.

use super::*;

/// The site of a name with `pass` in it: the name, the separator, and what stands behind that.
pub fn of(text: &str) -> Option<(&str, Sep, &str)> {
    let pos = text.to_ascii_lowercase().find("pass")?;
    let site = find(text.as_bytes(), pos)?;
    Some((&text[site.name.range()], site.sep, &text[site.at..]))
}

#[test]
fn fallbacks_and_pipes() {
    assert_eq!(of("env.PASS || 'x'"), Some(("env.PASS", Sep::Eq, "'x'")));
    assert_eq!(of("env[\"PASS\"] ?? \"x\""), Some(("PASS", Sep::Eq, "\"x\"")));
    assert_eq!(of("getenv('PASS') or 'x'"), Some(("PASS", Sep::Put, "'x'")));
    assert_eq!(of("{{ db_pass | default('x') }}"), Some(("db_pass", Sep::Other, "'x') }}")));
    assert_eq!(of("| password | x |"), Some(("password", Sep::Other, "x |")));
    for text in [
        "${LOGIN}:${PASS}:5000:5000",
        "a || pass || b",
        "{{ pass | b64encode }}",
        "echo $PASS | base64",
        "\"pass\" | \"x\"",
        "mysql -ppass db",
        "mysql -pMY_PASS db",
        "mysql -p$PASS db",
        "echo \"joe:PASS\" | sudo chpasswd",
    ] {
        assert_eq!(of(text), None, "{text}");
    }
}

#[test]
fn names_and_separators_of_many_languages() {
    assert_eq!(of("dbPassword := \"x\""), Some(("dbPassword", Sep::Walrus, "\"x\"")));
    assert_eq!(of("{\"db.password\": 'x'}"), Some(("db.password", Sep::Colon, "'x'}")));
    assert_eq!(of("let password: &str = \"x\""), Some(("password", Sep::Typed, "\"x\"")));
    assert_eq!(of("var password string = \"x\""), Some(("password", Sep::Typed, "\"x\"")));
    assert_eq!(of("char pass[] = \"x\""), Some(("pass", Sep::Eq, "\"x\"")));
    assert_eq!(of("run --password abc"), Some(("password", Sep::Flag, "abc")));
    assert_eq!(of("<password>abc</password>"), Some(("password", Sep::Tag, "abc</password>")));
    assert_eq!(of("put(\"password\", \"x\")"), Some(("password", Sep::Put, "\"x\")")));
    assert_eq!(of("(\"password\", \"x\")"), Some(("password", Sep::Comma, "\"x\")")));
    assert_eq!(of("page.fill('[name=\"pass\"]', 'x')"), Some(("pass", Sep::Put, "'x')")));
    assert_eq!(of("<add key=\"Pass\" value=\"x\"/>"), Some(("Pass", Sep::Sibling, "\"x\"/>")));
    assert_eq!(of("- name: PASS\n  value: x"), Some(("PASS", Sep::Sibling, "x")));
    assert_eq!(of("setPassword(\"x\")"), Some(("setPassword", Sep::Call, "\"x\")")));
    assert_eq!(of("s:4:\"pass\";s:1:\"x\""), Some(("pass", Sep::Other, "\"x\"")));
    assert_eq!(of("\\\"pass\\\": \\\"x\\\""), Some(("pass", Sep::Colon, "\\\"x\\\"")));
    assert_eq!(of("Dim password As String = \"x\""), Some(("password", Sep::Typed, "\"x\"")));
    assert_eq!(of("SET PASSWORD FOR 'joe' = 'x'"), Some(("PASSWORD", Sep::Typed, "'x'")));
    let list = "<key>Password</key>\n<string>x</string>";
    assert_eq!(of(list), Some(("Password", Sep::Tag, "x</string>")));
    let variable = "variable \"pass\" {\n  type = string\n  default = \"x\"\n}";
    assert_eq!(of(variable), Some(("pass", Sep::Eq, "\"x\"\n}")));
    assert_eq!(of("${DB_PASS:-x}"), Some(("DB_PASS", Sep::Colon, "x}")));
    assert_eq!(of("**Password:** x"), Some(("Password", Sep::Colon, "x")));
    let parameter = "DbPass:\n  Type: String\n  NoEcho: true\n  Default: x\n";
    assert_eq!(of(parameter), Some(("DbPass", Sep::Typed, "x\n")));
    let schema = "\"pass\": {\n  \"type\": \"string\",\n  \"default\": \"x\"\n}";
    assert_eq!(of(schema), Some(("pass", Sep::Typed, "\"x\"\n}")));
    let held = "\"pass\": {\n    \"value\": \"x\"\n}";
    assert_eq!(of(held), Some(("pass", Sep::Typed, "\"x\"\n}")));
    let listed = "\"Pass\": {\"Type\": \"String\", \"NoEcho\": true, \"Default\": \"x\"}";
    assert_eq!(of(listed), Some(("Pass", Sep::Typed, "\"x\"}")));
    assert_eq!(of("\"pass\": {\"a\": \"x\"}"), Some(("pass", Sep::Colon, "{\"a\": \"x\"}")));
    assert_eq!(of("%define pass x"), Some(("pass", Sep::Eq, "x")));
    assert_eq!(of("  set $pass x;"), Some(("pass", Sep::Eq, "x;")));
    assert_eq!(of("${PASS}    x"), Some(("PASS", Sep::Eq, "x")));
    assert_eq!(of("${PASS}    ${x}"), None);
    assert_eq!(of("${PASS} x y"), None);
    assert_eq!(of("run ${PASS}    x"), None);
    assert_eq!(of("proxy_set_header x-pass x;"), Some(("x-pass", Sep::Eq, "x;")));
    assert_eq!(of("my_pass;"), None);
    assert_eq!(of("pass::Word"), None);
}
