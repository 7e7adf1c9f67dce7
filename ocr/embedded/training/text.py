"""Lines of text as letters, invoices, receipts and magazines of a language have
them, each with what a reader should make of it."""
import re, string, unicodedata
import real
from language import LANGUAGES

DIGITS, UPPER = string.digits, string.ascii_uppercase

class Text:
    """rng: random.Random; words: word list of the model; prose: file of prose.py; part: of so many parts, which words and prose to use."""
    def __init__(s, rng, code, words, prose, part=None):
        s.rng, s.l = rng, LANGUAGES[code]
        s.words = share(listed(words), part)
        s.common = share([w for w in listed('/usr/share/dict/'+s.l.dictionary) if len(w) < 16], part)
        others = ['american-english', 'french', 'ngerman', 'spanish', 'italian', 'dutch']
        s.foreign = sum((s.rng.sample(share(listed('/usr/share/dict/'+d), part), 4000) for d in others), [])
        s.prose = share(listed(prose), part)

    def read(s, t):
        """what the model is to read where t is printed; None where it cannot."""
        out = ''
        for c in t:
            c = s.l.read.get(c, c)
            if c not in (' ', '...') and c not in real.CH: c = unicodedata.normalize('NFD', c)[0]
            out += c
        out = ' '.join(out.split())
        return out if out and all(c in real.CH for c in out) else None

    def pick(s, *weighted):
        return s.rng.choices([f for _, f in weighted], [w for w, _ in weighted])[0]()

    def digits(s, n): return ''.join(s.rng.choice(DIGITS) for _ in range(n))

    def name(s): return ' '.join(s.rng.choice(s.l.names) for _ in range(s.rng.choice([1, 2, 2])))

    def word(s):
        R = s.rng
        w = R.choice(R.choices([s.words, s.common, s.foreign, s.l.names], [4, 3, 1, 1])[0])
        return s.cased(w)

    def cased(s, w):
        r = s.rng.random()
        if r < .1: return w.upper() if 'ß' not in w else w
        return w[:1].upper()+w[1:] if r < .45 else w

    # numbers
    def grouped(s, cents=True):
        R = s.rng
        a = R.choice([R.uniform(0, 10), R.uniform(0, 100), R.uniform(0, 1000), R.uniform(1000, 20000), R.uniform(1000, 3e6)])
        if s.rng.random() < .2: a = round(a)
        t = f'{a:,.2f}' if R.random() < .8 else f'{a:.2f}'
        if not cents: t = f'{int(a):,}'
        if s.l.comma != (R.random() < .04):
            t = t.replace(',', '_').replace('.', ',').replace('_', R.choice(['.', '.', ' ']) if s.l.dictionary == 'ngerman' else R.choice([' ', ' ', '\u202f', '.']))
        return t

    def money(s): return s.rng.choice(s.l.money).format(n=s.grouped(), i=s.rng.randrange(5000))

    def date(s):
        R, l = s.rng, s.l
        f = R.choice(l.dates)
        for _ in range(2): # spans hold each part twice
            d, m, y = R.randrange(1, 32), R.randrange(12), R.randrange(1985, 2032)
            for k, v in dict(dd=f'{d:02}', d=d, mm=f'{m+1:02}', mo=m+1, M=l.months[m], m=R.choice(l.short), y=y, yy=f'{y%100:02}').items():
                f = f.replace('{'+k+'}', str(v), 1)
        return f if '{' not in f else s.date()

    def time(s):
        R = s.rng
        t = f'{R.randrange(24):02}:{R.randrange(60):02}'
        return t+R.choice(['', '', f':{R.randrange(60):02}', ' Uhr' if s.l.dictionary == 'ngerman' else '', ' PM' if not s.l.comma else ''])

    def iban(s):
        t = s.rng.choice(s.l.codes)+s.digits(2)+s.digits(s.rng.choice([16, 18, 20, 23]))
        return t if s.rng.random() < .3 else ' '.join(t[i:i+4] for i in range(0, len(t), 4))

    def bic(s):
        R = s.rng
        return ''.join(R.choice(UPPER) for _ in range(4))+R.choice(s.l.codes)+''.join(R.choice(UPPER+DIGITS) for _ in range(2))+R.choice(['', 'XXX', s.digits(3)])

    def code(s):
        R = s.rng
        pattern = R.choice(['AAdddd', 'AAddd', 'Addddd', 'dddddd', 'ddddddddd', 'AAA-dddd', 'A-ddd-dd', 'dddd-ddddd', 'dddd/dd', 'AAdXddd', 'XXXXXX', 'XXXXXXXXXX', 'AAAddX', 'yyyy-dddd', 'AAyyyydddd', 'dd.ddd.ddd', 'ddd ddd ddd', 'dAd', 'dd-AA', 'A.dd.d', 'xxxddd', 'AdddddAA'])
        m = {'A': UPPER, 'd': DIGITS, 'X': UPPER+DIGITS*2, 'x': string.ascii_lowercase, 'y': '20129'}
        return ''.join(R.choice(m[c]) if c in m else c for c in pattern)

    def phone(s):
        R = s.rng
        a, b = s.digits(R.randrange(2, 5)), s.digits(R.randrange(5, 8))
        pairs = ' '.join(s.digits(2) for _ in range(4))
        return R.choice([f'0{a} {b}', f'0{a}/{b}', f'+49 {a} {b}', f'+{s.digits(2)} (0) {a} {b}', f'0{a}-{b}-{s.digits(2)}', f'0{R.randrange(1,10)} {pairs}', f'+33 {R.randrange(1,10)} {pairs}', f'({s.digits(3)}) {s.digits(3)}-{s.digits(4)}', f'0{R.randrange(1,10)}.{pairs.replace(" ", ".")}', f'+44 {s.digits(4)} {s.digits(6)}'])

    def host(s):
        w = [bare(s.rng.choice(s.words)).lower() for _ in range(s.rng.choice([1, 1, 2]))]
        return s.rng.choice(['-', '']).join(w)+'.'+s.rng.choice(s.l.tld)

    def address(s):
        R, h = s.rng, s.host()
        f = bare(R.choice(s.l.names)).lower()
        return R.choice(['www.'+h, 'www.'+h, 'http://www.'+h, 'https://'+h+'/'+bare(R.choice(s.words)).lower(), f+'@'+h, 'info@'+h, f+'.'+bare(R.choice(s.l.names)).lower()+'@'+h, 'http://www.'+h+'/'+bare(R.choice(s.words)).lower()])

    def percent(s):
        p = s.rng.choice(['19', '7', '20', '5', '10', '16', '21', str(s.rng.randrange(100))])
        return s.rng.choice(s.l.tax).format(p=p)

    def few(s): return str(s.rng.randrange(s.rng.choice([2, 10, 10, 100, 1000])))

    def roman(s): return s.rng.choice(['I', 'II', 'III', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII', 'XIII', 'XIV', 'XVI', 'XIX', 'XX'])

    def value(s):
        return s.pick((4, s.money), (3, s.grouped), (3, s.date), (1, s.time), (1, s.iban), (.6, s.bic), (3, s.code), (1, s.phone), (1, s.percent), (2, s.few), (1, s.count), (.3, s.roman))

    def count(s): return s.few()+s.rng.choice([' ', ' ', ''])+s.rng.choice(s.l.units)

    # lines
    def label(s):
        return s.rng.choice(s.l.labels) if s.rng.random() < .85 else ' '.join(s.word() for _ in range(s.rng.randrange(1, 3)))+s.rng.choice(['', ':', ' :'])

    def labelled(s):
        t = s.label()
        if s.rng.random() < .12: t = t.upper() if 'ß' not in t else t
        if s.rng.random() < .25: return t
        t += s.rng.choice([' ', ' ', ' ', ': ', '  '])+s.value()
        return t if s.rng.random() < .75 else t+s.rng.choice([' ', ' | ', ', ', '   '])+s.label()+' '+s.value()

    def row(s):
        R = s.rng
        t = [s.pick((2, s.few), (2, s.code), (1, lambda: '')), ' '.join(s.word() for _ in range(R.randrange(1, 5)))]
        t += [s.pick((2, s.count), (1, s.few), (1, s.percent), (3, s.grouped), (3, s.money), (1, s.code)) for _ in range(R.randrange(0, 4))]
        return R.choice([' ', '  ', '   ']).join(x for x in t if x)

    def party(s):
        R = s.rng
        def firm(): return R.choice([s.name(), s.word(), s.word()+' '+s.word(), s.word()+R.choice(['-', ' & '])+s.word()])+' '+R.choice(s.l.firms)
        def street():
            t = R.choice(s.l.streets)
            while '{w}' in t: t = t.replace('{w}', s.cased(R.choice(s.words)), 1)
            return t.format(n=R.randrange(1, 200), a=R.choice(['', 'a', ' b', '-'+str(R.randrange(10))]), z=s.digits(5), A=R.choice(UPPER))
        t = R.choice([firm, street, street, s.name])()
        return t if R.random() < .75 else t+R.choice([', ', ' - ', ' · ' if '·' in real.CH else ' - ', ' | '])+R.choice([firm, street, s.name])()

    def sentence(s):
        R, p = s.rng, s.rng.choice(s.prose)
        w = p.split(' ')
        n = R.randrange(2, 14); i = R.randrange(max(1, len(w)-n+1)) if R.random() < .7 else 0
        t = ' '.join(w[i:i+n])
        if R.random() < .2: t = t.replace("'", s.l.apostrophe)
        if R.random() < .08: t = R.choice(t.split())+' '+s.date()+R.choice(['', ', ', '. '])+' '.join(w[:3])
        if R.random() < .06: t += R.choice([' ', ', '])+s.value()
        if R.random() < .04: i = R.randrange(n); w = t.split(' '); t = ' '.join(w[:i+1]+[s.roman()+R.choice(['', '', '.', ',', ')'])]+w[i+1:])
        q = R.choice(s.l.quotes)
        if R.random() < .1: t = s.quoted(t, q)
        if R.random() < .05: t = R.choice(['- ', '– ', '— ', '* ', '1. ', 'a) ', '(1) ', '• ' if '•' in real.CH else '- '])+t
        if R.random() < .05: t = t.upper() if 'ß' not in t else t
        return t

    def quoted(s, t, q):
        w = t.split(); i = s.rng.randrange(len(w)); j = s.rng.randrange(i, min(len(w), i+4))
        pad = q[1:-1]
        w[i] = q[0]+pad+w[i]; w[j] += pad+q[-1]
        return ' '.join(w)

    def loose(s):
        R = s.rng; ws = []
        for _ in range(R.randrange(1, 6)):
            w = s.word()
            if R.random() < .06: w = R.choice('("[')+w
            if R.random() < .25: w += R.choice([',', '.', ':', ')', '-', '/', ';', '!', '?', ' &', ' /', ' +', ','])
            if R.random() < .12: w = s.value()
            ws.append(w)
        t = ' '.join(ws)
        return t.upper() if R.random() < .12 and 'ß' not in t else t

    def values(s): return s.rng.choice([' ', '  ', '   ']).join(s.value() for _ in range(s.rng.choice([1, 1, 1, 2, 2, 3])))

    def line(s):
        """a line as it is printed, and as it is to be read."""
        for _ in range(200):
            t = s.pick((34, s.sentence), (15, s.values), (20, s.labelled), (10, s.row), (8, s.party), (9, s.loose), (2, s.address), (2, s.date)).strip()
            r = s.read(t)
            if r and len(r) < 72: return t, r
        raise ValueError('no line')

def bare(w): return re.sub(r'[^a-zA-Z0-9]', '', unicodedata.normalize('NFD', w.replace('ß', 'ss'))) or 'web'

def listed(path): return [w.strip() for w in open(path, encoding='utf8', errors='ignore') if w.strip()]

def share(a, part):
    """part None: all but every twentieth; else that one."""
    return a[::20] if part == 'held' else [w for i, w in enumerate(a) if i%20]
