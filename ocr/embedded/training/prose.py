"""Collects running text of one language from folders: message catalogues (.po,
.mo), HTML, manual pages and plain text. Writes one sentence or message a line."""
import argparse, glob, gettext, gzip, html, os, random, re

# Words that only a text of the language has many of.
MARKS = {
    'de': 'der die und das ist nicht mit ein eine den von auf für werden sie wird zu im dem des',
    'fr': 'le la les des est et dans pour une que qui sur par avec pas vous ce cette du au',
    'en': 'the and of to in is for that with this from are was by not have you your be as',
}

def messages(path):
    if path.endswith('.mo'):
        with open(path, 'rb') as f:
            for v in gettext.GNUTranslations(f)._catalog.values():
                if isinstance(v, str): yield v
    else:
        for m in re.finditer(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', open(path, encoding='utf8').read(), re.M):
            yield ''.join(re.findall(r'"(.*)"', m[1])).replace('\\n', '\n').replace('\\"', '"')

def texts(path):
    """the paragraphs of a file."""
    if path.endswith(('.mo', '.po')): yield from messages(path); return
    o = gzip.open if path.endswith('.gz') else open
    with o(path, 'rt', encoding='utf8', errors='ignore') as f: t = f.read(2_000_000)
    if re.search(r'\.x?html?$', path):
        t = re.sub(r'(?s)<(script|style|pre).*?</\1>', ' ', t)
        t = re.sub(r'(?i)</?(p|div|li|td|th|h\d|br|dt|dd|tr|title)\b[^>]*>', '\n\n', t)
        yield from html.unescape(re.sub(r'(?s)<[^>]*>', '', t)).split('\n\n'); return
    if re.search(r'\.\d(\.gz)?$', path): # a manual page
        if re.search(r"\\\([:'`^ss]", t): return # letters written as escapes
        t = re.sub(r'(?m)^[.\'].*$', '\n', t); t = re.sub(r'\\f.|\\[&|^%]', '', t).replace('\\-', '-')
        t = re.sub(r'\\\(..|\\\[.*?\]|\\.', ' ', t)
    yield from re.split(r'\n\s*\n|\n%\n', t)

def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument('--language', required=True, choices=sorted(MARKS))
    p.add_argument('--out', required=True)
    p.add_argument('--most', type=int, default=120000, help='lines to keep')
    p.add_argument('paths', nargs='+', help='files and folders')
    a = p.parse_args()
    marks = set(MARKS[a.language].split())
    files = []
    for r in a.paths:
        files += [f for f in glob.glob(r+'/**/*', recursive=True) if os.path.isfile(f)] if os.path.isdir(r) else [r]
    out = set()
    for f in files:
        if re.search(r'\.(dat|png|jpg|svg|gif|css|js|ttf|pdf|u8|db|key)$', f): continue
        try:
            for t in texts(f):
                t = ' '.join(re.sub(r'[_&](?=\w)', '', t).split())
                if not 3 <= len(t) <= 600 or '%' in t and '%s' in t or re.search(r'[{}<>|\\~^=]', t): continue
                if sum(c.isalpha() or c == ' ' for c in t) < .82*len(t): continue
                w = t.lower().split()
                n = sum(x in marks for x in w)
                if len(w) > 5 and n < len(w)/8: continue
                out.add(t)
        except (OSError, UnicodeError, EOFError): continue
    out = sorted(out); random.Random(1).shuffle(out)
    open(a.out, 'w', encoding='utf8').write('\n'.join(out[:a.most])+'\n')
    print(len(files), 'files', len(out), 'lines')

if __name__ == '__main__': main()
