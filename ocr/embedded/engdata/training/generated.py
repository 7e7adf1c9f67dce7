"""Generated lines: text of many kinds in the fonts of the machine, spoilt as
printers and scanners spoil it."""
import cv2, glob, math, numpy as np, os, random
from PIL import Image, ImageDraw, ImageFont
import real

def fonts():
    out = []
    bad = ('Symbol','Keyboard','D050000','Initials','Hairline','Z003','Fallback','DejaVuMath','OCRAItalic','Thin','UltraLight','ExtraLight','Tiny')
    for f in glob.glob('/usr/share/fonts/**/*.[to]t[fc]', recursive=True):
        b = os.path.basename(f)
        if any(x.lower() in b.lower() for x in bad) or f.endswith('.ttc'): continue
        try:
            ft = ImageFont.truetype(f, 40)
            w = [ft.getlength(c) for c in 'AaZz09$@é']
            m = [ft.getmask(c).getbbox() for c in 'ABab019']
            if any(x is None for x in m): continue
            q = [bytes(ft.getmask(c)) for c in 'ABab019']
            if len(set(q)) < 7: continue
        except Exception: continue
        out.append(f)
    return out

class Text:
    def __init__(s, rng, words):
        s.rng = rng
        s.words = [w.strip() for w in open(words, encoding='utf8', errors='ignore')]
        s.words = [w for w in s.words if w and all(c in real.CH for c in w)]
        for d in ('ngerman','dutch','french','spanish','italian','american-english'):
            ws = [w.strip() for w in open('/usr/share/dict/'+d, encoding='utf8', errors='ignore')]
            ws = [w for w in ws if w and all(c in real.CH for c in w)]
            s.words += rng.sample(ws, min(40000, len(ws)))
        s.prose = []
        for f in rng.sample(glob.glob('/usr/share/doc/*/*', recursive=True), 600)+glob.glob('/usr/share/common-licenses/*')+glob.glob('/usr/share/perl/5*/pod/*.pod')[:120]:
            if f.endswith('.gz') or not os.path.isfile(f): continue
            for l in open(f, encoding='utf8', errors='ignore').read().translate(real.REP).split('\n')[:400]:
                l = ' '.join(l.split())
                if 12 < len(l) < 90 and all(c in real.CH for c in l) and sum(c.isalpha() for c in l) > .7*len(l): s.prose.append(l)
        s.biz = ('total subtotal amount date time invoice no tax gst vat cash change due price qty item items description unit rounding adjustment member '
          'cashier receipt thank you please come again goods sold are not returnable refundable tel fax email street road customer order number discount net gross '
          'summary payment card visa approval code table pax server bill document account ref balance paid sales inclusive of exchange within days reg jalan '
          'company ltd sdn bhd inc gmbh bank iban bic page from to copy original terms and conditions apply').split()
    def case(s, w):
        r = s.rng.random()
        return w.upper() if r < .45 else w.capitalize() if r < .75 else w
    def num(s):
        R = s.rng; k = R.randrange(16)
        a = R.choice([R.uniform(0,10), R.uniform(0,100), R.uniform(0,1000), R.uniform(0,20000)])
        e = lambda t: t.replace(',','_').replace('.',',').replace('_','.')
        if k < 5: t = f'{a:.2f}' if R.random()<.6 else f'{a:,.2f}'
        elif k == 5: t = e(f'{a:,.2f}')
        elif k == 6: t = R.choice(['RM','$','£','€','EUR ','RM ','USD '])+f'{a:,.2f}'
        elif k == 7: t = str(R.randrange(0, 10**R.randrange(1,7)))
        elif k == 8: t = f'{R.randrange(1,32):02d}{(sep:=R.choice("/-."))}{R.randrange(1,13):02d}{sep}{R.choice(["20",""])}{R.randrange(10,30)}'
        elif k == 9: t = f'{R.randrange(0,24):02d}:{R.randrange(60):02d}'+R.choice(['',f':{R.randrange(60):02d}',' PM',' AM'])
        elif k == 10: t = ''.join(R.choice('0123456789') for _ in range(R.randrange(8,15)))
        elif k == 11: t = ''.join(R.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789') for _ in range(R.randrange(3,8)))+R.choice(['','-','/'])+str(R.randrange(10**6))
        elif k == 12: t = R.choice(['','+6','0','+49 '])+f'{R.randrange(10,99)}-{R.randrange(10**6,10**8)}'
        elif k == 13: t = f'{R.randrange(0,30)}%'
        elif k == 14: t = R.choice(['@','x ','X ','-','(','#'])+f'{a:.2f}'
        else: t = R.choice('ABCDEGNS')+R.choice('0123456789BL')+str(R.randrange(10**5))+R.choice(['','',')','-H','-K','SR','Z'])
        return t
    def line(s):
        R = s.rng; r = R.random()
        if r < .25:
            t = R.choice(s.prose)
            if R.random() < .2: t = t.upper()
            w = t.split(); n = R.randrange(2, 11); i = R.randrange(max(1,len(w)-n+1)); return ' '.join(w[i:i+n])
        if r < .45:
            return ' '.join(s.num() for _ in range(R.choice([1,1,1,2,3,4])))
        if r < .7:
            ws = [s.case(R.choice(s.biz)) for _ in range(R.randrange(1,5))]
            if R.random() < .5: ws = [w.upper() for w in ws]
            if R.random() < .4: ws.append(R.choice([':',':','-','.','=']))
            elif R.random() < .3: ws[-1] += R.choice([':',':','.',','])
            if R.random() < .6: ws.append(s.num())
            if R.random() < .15: ws.insert(0, s.num())
            if R.random() < .1: ws.append('('+s.case(R.choice(s.biz))+')')
            return ' '.join(ws)
        ws = []
        up = R.random() < .4
        for _ in range(R.randrange(1,7)):
            if R.random() < .15: ws.append(s.num()); continue
            w = R.choice(s.words)
            w = w.upper() if up else s.case(w) if R.random() < .3 else w
            if R.random() < .08: w = R.choice('("\'[')+w
            if R.random() < .2: w += R.choice([',','.',':',')','-','/',';','&','!','?',"'s"])
            ws.append(w)
        return ' '.join(ws)

def generated(T, F, rng):
    for _ in range(50):
        t = T.line().replace('  ',' ').strip()
        if t and all(c in real.CH for c in t) and len(t) < 70: break
    f = rng.choice(F)
    size = rng.randrange(26, 60)
    ft = ImageFont.truetype(f, size)
    asc, desc = ft.getmetrics()
    track = 0
    if rng.random() < .15: track = rng.uniform(-.03,.12)*size
    wide = ft.getlength(t)+track*len(t)
    W, H = int(wide)+2*size, int((asc+desc)*1.6)+8
    im = Image.new('L', (max(W,16), H), 0); d = ImageDraw.Draw(im)
    x, y = size//2, int((H-asc-desc)/2)
    if track == 0: d.text((x,y), t, 255, font=ft)
    else:
        for c in t: d.text((x,y), c, 255, font=ft); x += ft.getlength(c)+track
    if rng.random() < .12: # pieces of other lines
        o = T.line()[:len(t)]; d.text((rng.randrange(0,size), y+int((asc+desc)*rng.choice([-1.05,-1.15,1.05,1.15]))), o, 255, font=ft)
    a = np.asarray(im).astype(np.float32)/255
    b = im.getbbox()
    if b is None: return generated(T, F, rng)
    if rng.random() < .1: # drawn line below
        yy = min(H-3, int(y+asc+desc*rng.uniform(.8,1.2))); a[yy:yy+rng.randrange(1,3), :] = 1
    # aspect
    if rng.random() < .35:
        s = rng.uniform(.62,1.25); a = cv2.resize(a, (max(16,int(a.shape[1]*s)), H), interpolation=cv2.INTER_AREA)
    if rng.random() < .15:
        th = math.radians(rng.uniform(-1.2,1.2)); M = np.float32([[1,0,0],[math.tan(th),1,-math.tan(th)*a.shape[1]/2]]); a = cv2.warpAffine(a, M, (a.shape[1],H))
    if rng.random() < .1:
        M = np.float32([[1,-rng.uniform(-.1,.25),H*.08],[0,1,0]]); a = cv2.warpAffine(a, M, (a.shape[1]+H//4,H))
    # print head: dots, gaps, dropouts
    r = rng.random()
    if r < .14:
        p = size/rng.uniform(9,16); hh, ww = max(6,int(H/p)), max(8,int(a.shape[1]/p))
        lo = cv2.resize(a,(ww,hh),interpolation=cv2.INTER_AREA); lo = (lo > rng.uniform(.35,.55)).astype(np.float32)
        if rng.random() < .3: lo *= (np.random.rand(*lo.shape) > .04)
        q = max(2,int(round(p))); dot = np.zeros((q,q),np.float32); cv2.circle(dot,(q//2,q//2),max(1,int(q*rng.uniform(.4,.7))),1,-1)
        up = np.kron(lo, dot if rng.random() < .6 else np.ones((q,q),np.float32))
        a = cv2.resize(up,(a.shape[1],H),interpolation=cv2.INTER_AREA)
    elif r < .3:
        k = rng.choice([2,3]); a = cv2.dilate(a,np.ones((k,k))) if rng.random()<.5 else cv2.erode(a,np.ones((2,2)))
    if rng.random() < .15:
        n = cv2.resize(np.random.rand(max(2,H//rng.choice([3,6,12])), max(2,a.shape[1]//rng.choice([3,6,12]))).astype(np.float32),(a.shape[1],H)); a = a*np.clip(n*2+rng.uniform(-.4,.6),0,1)
    # to scanned size
    ys = np.nonzero(a.max(1) > .3)[0]; top = y; bot = y+asc+desc
    m1, m2 = rng.uniform(-.06,.28), rng.uniform(-.06,.28); hh = asc+desc
    y0, y1 = max(0,int(top-m1*hh+.05*hh)), min(H,int(bot+m2*hh))
    a = a[y0:y1]
    native = rng.choice([rng.uniform(13,22), rng.uniform(16,34), rng.uniform(30,48)])
    s = native/(a.shape[0]); a = cv2.resize(a, (max(10,int(a.shape[1]*s)), max(10,int(native))), interpolation=cv2.INTER_AREA)
    if rng.random() < .4: a = cv2.GaussianBlur(a,(0,0),rng.uniform(.3,.9))
    paper, inkc = rng.uniform(190,255), rng.uniform(0,110)
    g = paper-(paper-inkc)*a
    if rng.random() < .2: g += cv2.resize(np.random.randn(3,5).astype(np.float32)*rng.uniform(3,18),(g.shape[1],g.shape[0]))
    if rng.random() < .5: g += np.random.randn(*g.shape)*rng.uniform(1,14)
    g = np.clip(g,0,255).astype(np.uint8)
    if rng.random() < .5: g = cv2.imdecode(cv2.imencode('.jpg', g, [1, rng.randrange(30,92)])[1], 0)
    if rng.random() < .08: g = ((g > rng.uniform(110,190))*255).astype(np.uint8)
    h = 40; w = max(8, int(g.shape[1]*h/g.shape[0]))
    g = cv2.resize(g,(w,h),interpolation=cv2.INTER_LINEAR if g.shape[0]<h else cv2.INTER_AREA)
    ground = int(np.bincount(g.ravel(),minlength=256).argmax())
    c = np.full((56,w+16),ground,np.uint8); c[8:48,8:8+w] = g
    x0, x1 = real.ink_extent(c)
    if x1-x0 < 10: return generated(T, F, rng)
    return c[:,x0:x1], t
