"""Generated lines: text in the fonts of the machine, spoilt as printers and
scanners spoil it."""
import collections, cv2, glob, math, numpy as np, os
from PIL import Image, ImageDraw, ImageFont
import real

BAD = ('Symbol','Keyboard','D050000','Initials','Hairline','Z003','Fallback','DejaVuMath','OCRAItalic','Thin','UltraLight','ExtraLight','Tiny','Emoji','Icons')
TYPED = ('mono','courier','spleen','hack','agave','3270','vt220','typewriter','proggy','monoid','monois','hermit','inconsolata','anonymous','ocr','dotgothic')

class Font:
    def __init__(s, path):
        s.path, s.sizes, s.has = path, {}, {}
        s.base = os.path.basename(path)
        s.typed = any(x in s.base.lower() for x in TYPED)
        s.family = s.base.split('-')[0].split('_')[0][:11].lower()
        s.none = bytes(s.at(40).getmask('\u0378'))
    def at(s, size):
        if size not in s.sizes: s.sizes[size] = ImageFont.truetype(s.path, size)
        return s.sizes[size]
    def draws(s, text):
        for c in text:
            if c not in s.has: m = s.at(40).getmask(c); s.has[c] = c.isspace() or (m.getbbox() is not None and bytes(m) != s.none)
            if not s.has[c]: return False
        return True

class Fonts:
    """the usable fonts; typed: share of those of typewriters and printers; held: every eighth family instead of the others."""
    def __init__(s, typed=.2, held=None):
        s.typed, s.kinds = typed, (collections.defaultdict(list), collections.defaultdict(list))
        for f in sorted(glob.glob('/usr/share/fonts/**/*.[to]t[fc]', recursive=True)):
            if any(x.lower() in os.path.basename(f).lower() for x in BAD) or f.endswith('.ttc'): continue
            try:
                f = Font(f)
                if not f.draws('AaZz09$@é') or len({bytes(f.at(40).getmask(c)) for c in 'ABab019'}) < 7: continue
            except OSError: continue
            s.kinds[f.typed][f.family].append(f)
        for k in s.kinds:
            for i, name in enumerate(sorted(k)):
                if held is not None and (i%8 == 5) != held: del k[name]
    def pick(s, rng, text):
        for _ in range(40):
            k = s.kinds[rng.random() < s.typed]
            # families are not equally many: between one a family and one a file
            n = [len(k[f])**.5 for f in k]
            f = rng.choice(k[rng.choices(list(k), n)[0]])
            if f.draws(text): return f
        return None

def write(d, x, y, t, font, size, rng, track, gap):
    """draws t with letter-spacing and spaces of gap times their width; returns where it ends."""
    if track == 0:
        for i, w in enumerate(t.split(' ')):
            if i: x += font.getlength(' ')*gap
            if w: d.text((x, y), w, 255, font=font); x += font.getlength(w)
        return x
    for c in t:
        if c != ' ': d.text((x, y), c, 255, font=font)
        x += font.getlength(c)*(gap if c == ' ' else 1)+track
    return x

def drawn(T, F, rng, level):
    """a line drawn large: ink 0..1, top and bottom of the line, height of the letters, text."""
    while True:
        t, r = T.line()
        f = F.pick(rng, t)
        if f is not None: break
    size = rng.randrange(26, 60)
    ft = f.at(size)
    asc, desc = ft.getmetrics()
    asc, desc = min(asc, int(1.1*size)), min(desc, int(.4*size)) # some fonts leave much room
    off = ft.getmetrics()[0]-asc
    track = rng.uniform(-.03, .12)*size if rng.random() < .12 else 0
    gap = rng.uniform(.6, 1.5) if rng.random() < .4 else 1
    W, H = int(ft.getlength(t)*max(1, gap)+track*len(t))+2*size+8, int((asc+desc)*1.6)+8
    im = Image.new('L', (max(W, 16), H), 0); d = ImageDraw.Draw(im)
    x, y = size//2, int((H-asc-desc)/2)
    end = write(d, x, y-off, t, ft, size, rng, track, gap)
    if rng.random() < .12: # pieces of the lines above and below
        o = T.line()[0][:len(t)]; d.text((rng.randrange(0, size), y-off+int((asc+desc)*rng.choice([-1.05, -1.15, 1.05, 1.15]))), o, 255, font=ft)
    if rng.random() < .05: # a word or the line underlined
        u = y+asc+max(1, int(size*rng.uniform(.06, .16))); a = x if rng.random() < .5 else rng.randrange(x, max(x+1, int(end)))
        d.line([(a, u), (end, u)], 255, max(1, size//rng.randrange(14, 26)))
    if rng.random() < .06: # rules of a table beside
        v = rng.choice([x-int(size*rng.uniform(.15, .45)), int(end+size*rng.uniform(.15, .45))]); d.line([(v, 0), (v, H)], 255, max(1, size//rng.randrange(12, 30)))
    a = np.asarray(im).astype(np.float32)/255
    if rng.random() < .07*level: # a rule below
        yy = min(H-3, int(y+asc+desc*rng.uniform(.8, 1.2))); a[yy:yy+rng.randrange(1, 3), :] = 1
    return a, y, y+asc+desc, size, r

def bent(a, rng, level):
    H = a.shape[0]
    if rng.random() < .35: a = cv2.resize(a, (max(16, int(a.shape[1]*rng.uniform(.66, 1.22))), H), interpolation=cv2.INTER_AREA)
    if rng.random() < .12*level:
        th = math.radians(rng.uniform(-1.2, 1.2)); M = np.float32([[1,0,0],[math.tan(th),1,-math.tan(th)*a.shape[1]/2]]); a = cv2.warpAffine(a, M, (a.shape[1], H))
    if rng.random() < .1:
        M = np.float32([[1,-rng.uniform(-.1,.25),H*.08],[0,1,0]]); a = cv2.warpAffine(a, M, (a.shape[1]+H//4, H))
    return a

def printed(a, size, rng, level):
    """print heads: dots, gaps, dropouts, spread ink."""
    H = a.shape[0]; r = rng.random()
    if r < .12*level:
        p = size/rng.uniform(9, 16); hh, ww = max(6, int(H/p)), max(8, int(a.shape[1]/p))
        lo = cv2.resize(a, (ww, hh), interpolation=cv2.INTER_AREA); lo = (lo > rng.uniform(.35, .55)).astype(np.float32)
        if rng.random() < .3: lo *= (np.random.rand(*lo.shape) > .04)
        q = max(2, int(round(p))); dot = np.zeros((q,q), np.float32); cv2.circle(dot, (q//2,q//2), max(1, int(q*rng.uniform(.4,.7))), 1, -1)
        up = np.kron(lo, dot if rng.random() < .6 else np.ones((q,q), np.float32))
        a = cv2.resize(up, (a.shape[1], H), interpolation=cv2.INTER_AREA)
    elif r < .24:
        k = rng.choice([2,3]); a = cv2.dilate(a, np.ones((k,k))) if rng.random() < .5 else cv2.erode(a, np.ones((2,2)))
    if rng.random() < .12*level:
        k = rng.choice([3,6,12]); n = cv2.resize(np.random.rand(max(2,H//k), max(2,a.shape[1]//k)).astype(np.float32), (a.shape[1],H)); a = a*np.clip(n*2+rng.uniform(-.4,.6), 0, 1)
    return a

def scanned(a, top, bottom, rng, level):
    """at the size and with the noise of a scan: 100 to 300 dpi, photo, fax, JPEG."""
    m1, m2, hh = rng.uniform(-.06, .28), rng.uniform(-.06, .28), bottom-top
    y0, y1 = max(0, int(top-m1*hh+.05*hh)), min(a.shape[0], int(bottom+m2*hh))
    a = a[y0:y1]
    native = rng.choice([rng.uniform(12, 18), rng.uniform(14, 26), rng.uniform(20, 48), rng.uniform(26, 60)])
    s = native/a.shape[0]; a = cv2.resize(a, (max(10, int(a.shape[1]*s)), max(10, int(native))), interpolation=cv2.INTER_AREA)
    if rng.random() < .35: a = cv2.GaussianBlur(a, (0,0), rng.uniform(.3, .9))
    elif rng.random() < .06: k = rng.choice([2,3]); a = cv2.blur(a, (k,1) if rng.random() < .5 else (1,k)) # moved
    paper = rng.uniform(190, 255) if rng.random() < .8 else rng.uniform(110, 255)
    ink = rng.uniform(0, 110) if rng.random() < .8 else paper*rng.uniform(.45, .8) # light grey, coloured
    g = paper-(paper-min(ink, paper-25))*a
    if rng.random() < .2*level: g += cv2.resize(np.random.randn(3,5).astype(np.float32)*rng.uniform(3,18), (g.shape[1],g.shape[0]))
    if rng.random() < .45: g += np.random.randn(*g.shape)*rng.uniform(1, 10*level)*min(1, (paper-ink)/100)
    g = np.clip(g, 0, 255).astype(np.uint8)
    if rng.random() < .45: g = cv2.imdecode(cv2.imencode('.jpg', g, [1, rng.randrange(30,92)])[1], 0)
    if rng.random() < .08: g = ((g > (paper+ink)/2+rng.uniform(-30,40))*255).astype(np.uint8)
    return g

def generated(T, F, rng, level=1):
    """a line image as the engine cuts it, 56 rows, and its text; level: how much it is spoilt."""
    while True:
        a, top, bottom, size, t = drawn(T, F, rng, level)
        if a.max() < .5: continue
        g = scanned(printed(bent(a, rng, level), size, rng, level), top, bottom, rng, level)
        h = 40; w = max(8, int(g.shape[1]*h/g.shape[0]))
        g = cv2.resize(g, (w,h), interpolation=cv2.INTER_LINEAR if g.shape[0]<h else cv2.INTER_AREA)
        ground = int(np.bincount(g.ravel(), minlength=256).argmax())
        c = np.full((56,w+16), ground, np.uint8); c[8:48,8:8+w] = g
        x0, x1 = real.ink_extent(c)
        if x1-x0 >= 10: return c[:,x0:x1], t
