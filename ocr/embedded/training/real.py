"""Lines cut from receipts, and the way from a line image to the network's input.

lines.tsv and the images beside it are written by TestWriteTrainingLines of
package embedded."""
import numpy as np, cv2, os, re

CH = None  # codes of the characters, see charset
FOLDER = ''  # of lines.tsv
# Receipts that the measures of internal/quality read stay out of the training:
# every fourth, and those of the folder ocr.
LAST = 148  # receipts after this one are left out, too
HOLD = {'000','006','045','101','151','200','275','350','400','470','540','610'}

def charset(u, rec):
    """the network's code of each character."""
    import struct
    lines = open(u, encoding='utf8').read().split('\n')[1:]
    names = [l.split(' ')[0] for l in lines if l]
    names[0] = ' '
    b = open(rec,'rb').read(); n = struct.unpack('<i', b[:4])[0]; p = 4
    code = {}
    for i in range(n):
        p += 1; l = struct.unpack('<i', b[p:p+4])[0]; p += 4
        c = struct.unpack('<%di'%l, b[p:p+4*l]); p += 4*l
        if i not in (1, 2): code[names[i]] = c
    return code

REP = str.maketrans({'`':"'", '´':"'", '“':'"','”':'"','„':'"','–':'-','−':'-','\u00a0':' ', '’':"'", '‘':"'"})

def align(truth, read):
    """case of the letters of truth from a reading; None where it is unlike it. Returns text, errors."""
    a, b = truth.lower(), read.lower()
    n, m = len(a), len(b)
    D = np.zeros((n+1, m+1), np.int32); D[:,0] = range(n+1); D[0,:] = range(m+1)
    for i in range(1, n+1):
        for j in range(1, m+1):
            D[i,j] = min(D[i-1,j]+1, D[i,j-1]+1, D[i-1,j-1]+(a[i-1]!=b[j-1]))
    case = [None]*n
    i, j = n, m
    while i > 0 and j > 0:
        if D[i,j] == D[i-1,j-1]+(a[i-1]!=b[j-1]):
            if a[i-1]==b[j-1]: case[i-1] = read[j-1]
            elif a[i-1].isalpha() and b[j-1].isalpha(): case[i-1] = a[i-1].upper() if read[j-1].isupper() else a[i-1]
            i -= 1; j -= 1
        elif D[i,j] == D[i-1,j]+1: i -= 1
        else: j -= 1
    # the rest from neighbours
    out = []
    for k, c in enumerate(truth):
        if not c.isalpha(): out.append(c); continue
        if case[k] is not None: out.append(case[k]); continue
        up = None
        for d in range(1, n):
            for q in (k+d, k-d):
                if 0 <= q < n and case[q] is not None and case[q].isalpha(): up = case[q].isupper(); break
            if up is not None: break
        out.append(c.upper() if up is not False else c.lower())
    return ''.join(out), D[n,m]

def ink_extent(g):
    h, w = g.shape
    edge = np.concatenate([g[0], g[-1]]); ground = int(np.sort(edge)[(len(edge)-1)//2])
    d = np.abs(g.astype(np.int32)-ground)
    hist = np.bincount(d.ravel(), minlength=256)
    c = np.cumsum(hist[::-1])[::-1]
    k = np.nonzero(c > w*h//50)[0]
    k = k[k>0]
    limit = (k.max() if len(k) else 0)//2
    m = h//14
    cols = (d[m:h-m] > limit).any(0)
    x = np.nonzero(cols)[0]
    if len(x) == 0: return 0, w
    return max(0, x[0]-h//28), min(w, x[-1]+1+h//28)

def to36(g):
    h, w = g.shape
    f = 36/h
    wd = max(3, int(f*w+.5))
    d = cv2.resize(g, (wd, 36), interpolation=cv2.INTER_AREA if f < .7 else cv2.INTER_LINEAR).astype(np.float32)
    if .2 < f < .7: d = d + .2*(d-cv2.blur(d,(3,3)))
    elif .7 <= f < 1.4: d = d + .4*(d-cv2.blur(d,(5,5)))
    return normalise(np.clip(d+.5,0,255).astype(np.uint8))

def normalise(g):
    h, w = g.shape
    l = g[h//2].astype(np.int32)
    black, white = 0., 255.
    if w >= 3:
        p, c, n = l[:-2], l[1:-1], l[2:]
        lo = c[((c<p)&(c<=n))|((c<=p)&(c<n))]; hi = c[((c>p)&(c>=n))|((c>=p)&(c>n))]
        black = quantile(lo,.25) if len(lo) else quantile(np.array([0]),.25)
        white = quantile(hi,.75) if len(hi) else quantile(np.array([255]),.75)
    c = (white-black)/2
    if c <= 0: c = 1
    v = 128*((g.astype(np.float32)-black)/c-1)
    return (np.clip(np.trunc(v+np.copysign(.5,v)),-127,127)/127).astype(np.float32)

def quantile(v, q):
    b = np.bincount(v, minlength=256); n = len(v)
    target = min(n, max(1, q*n)); cs = np.cumsum(b)
    i = int(np.searchsorted(cs, target-1e-9))+1
    return i-(cs[i-1]-target)/b[i-1]

def real(train=True):
    out = []
    for l in open(os.path.join(FOLDER, 'lines.tsv'), encoding='utf8'):
        f = l.rstrip('\n').split('\t')
        if len(f) < 6: continue
        name, fi, kind, truth, conf, read = f[:6]
        if int(fi) > LAST: continue
        held = int(fi)%4 == 0 or name[:3] in HOLD
        if held == train: continue
        if not train and kind != 'det': continue
        truth = truth.translate(REP); read = read.translate(REP)
        truth = ' '.join(truth.split())
        if not truth or not any(c.isalnum() for c in truth): continue
        t, e = align(truth, read)
        cer = e/max(len(truth),1)
        if cer > .6: continue
        if any(c not in CH for c in t): continue
        if re.search(r',[^\W\d]', t): continue  # no space after a comma, which the paper has
        out.append((name, t, cer))
    return out

def load_png(name):
    g = cv2.imread(os.path.join(FOLDER, name), cv2.IMREAD_GRAYSCALE)
    x0, x1 = ink_extent(g)
    return np.ascontiguousarray(g[:, x0:x1]) if x1-x0 >= 8 else g

def degrade_light(g, rng):
    g = g.astype(np.float32)
    r = rng.random()
    if r < .25:
        s = rng.uniform(.45,.9); h, w = g.shape
        g = cv2.resize(cv2.resize(g, (max(8,int(w*s)), int(h*s)), interpolation=cv2.INTER_AREA), (w,h), interpolation=cv2.INTER_LINEAR)
    elif r < .4: g = cv2.GaussianBlur(g, (0,0), rng.uniform(.4,1.2))
    if rng.random() < .3: g = g + np.random.randn(*g.shape).astype(np.float32)*rng.uniform(2,14)
    if rng.random() < .3:
        s = rng.uniform(.9,1.12); g = cv2.resize(g, (max(8,int(g.shape[1]*s)), g.shape[0]), interpolation=cv2.INTER_LINEAR)
    if rng.random() < .2:
        m = rng.choice([0,1]); k = np.ones((2,2),np.uint8); g = cv2.erode(g,k) if m else cv2.dilate(g,k)
    return np.clip(g,0,255).astype(np.uint8)

def crop_v(g, rng):
    r = rng.random()
    n1, n2 = (0,0) if r < .4 else (4,4) if r < .65 else (7,7) if r < .85 else (rng.randrange(0,8), rng.randrange(0,8))
    return g[n1:56-n2]
