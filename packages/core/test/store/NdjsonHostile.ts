/** Over two hundred texts that break careless quoting, paths, lines and encodings; no two are equal. */

const controls = Array.from({ length: 32 }, (_, code) => `a${String.fromCharCode(code)}b`)

const surrogates = [
  "\ud800",
  "\udc00",
  "\udfff\ud800",
  "a\ud83d",
  "\ud83d\ude00",
  "\udbff\udfff",
  "\ufffd",
  '\ufffd"\\ud800"'
]

const lines = ["\n", "\r\n", "\r", "\u2028", "\u2029", "\u0085", "\u000b\u000c", "{}\n{}", '"}\n{"id":"x"}\n']

const json = [
  "",
  "null",
  "true",
  "0",
  "-0",
  "1e999",
  "NaN",
  "{}",
  "[]",
  '"',
  "\\",
  '\\"',
  "\\u0000",
  "\\n",
  '","_innlet_op":"delete","_innlet_seq":0,"x":"',
  "_innlet_raw",
  "__proto__",
  "constructor",
  "toString"
]

const sql = [
  "'",
  "''",
  "' OR '1'='1",
  "'; DROP TABLE _innlet_checkpoint; --",
  '"; DROP TABLE _innlet_segment; --',
  "') ON CONFLICT DO NOTHING; --",
  "x' UNION SELECT * FROM sqlite_schema --",
  "%",
  "_",
  "%27%20OR%201=1",
  "?",
  "?1",
  ":name",
  "$run",
  "@x",
  "`id`",
  "[id]",
  "/*",
  "*/",
  "--",
  ";",
  "\\'",
  "0x27",
  "X'00'",
  "CAST(1 AS TEXT)"
]

const paths = [
  ".",
  "..",
  "../",
  "../../etc/passwd",
  "..\\..\\windows\\win.ini",
  "/etc/passwd",
  "C:\\con",
  "CON",
  "nul.txt",
  "aux",
  "COM1",
  "a/b",
  "a\\b",
  "a:b",
  "a*?<>|b",
  "~",
  "-rf",
  "$(rm -rf /)",
  "`id`;",
  "%2e%2e%2f",
  "a.",
  "a ",
  " a",
  ".hidden",
  "manifest.json",
  "000001.ndjson",
  "innlet.db"
]

const unicode = [
  "é",
  "e\u0301",
  "ß",
  "SS",
  "İ",
  "ı",
  "ﬁ",
  "\ufeff",
  "\ufeffa",
  "\u200b",
  "\u202eabc",
  "\u00a0",
  "日本",
  "\u0000",
  "\u001f",
  "a\u001fb",
  "\u007f",
  "\ufffe",
  "\uffff",
  "👩‍👩‍👧‍👦",
  "Z\u0351\u036b\u0343",
  "٣",
  "x".repeat(10_000),
  "\ud800".repeat(100)
]

const markup = ["<script>", "]]>", "<!--", "&amp;", "&#0;", "%00", "\x1b[31m", "=1+1", "@SUM(1)", "+1", "\t=1"]

const alone = [...controls, ...surrogates, ...lines, ...json, ...sql, ...paths, ...unicode, ...markup]

export const hostile: ReadonlyArray<string> = [
  ...new Set([...alone, ...paths.map((text) => `${text}\u0000`), ...sql.map((text) => `\u001f${text}\\`)])
]
