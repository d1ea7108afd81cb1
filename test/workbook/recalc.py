"""The three steps of recalc_test.sh that need more than a shell: make sheets, wipe results, compare."""
import csv, json, os, random, re, subprocess, sys, zipfile
from fractions import Fraction

PACK = 'permenpanrb-90-2021'


def questions():
    pack = json.load(open(f'regulasi/{PACK}.json'))
    scales = {k: [o['letter'] for o in v['options']] for k, v in pack['scales'].items()}
    return [(n['code'], scales.get(n.get('scale')), n.get('inputs')) for n in pack['nodes']
            if n['kind'] in ('choice', 'numbers')]


def answer(rng, letters, inputs):
    if letters:
        return rng.choice(letters)
    if inputs[0]['type'] == 'decimal':
        return '%.2f' % rng.uniform(0, 4)
    return {i['key']: rng.choice([0, 1, 2, 3, 7, 11, 40, 97]) for i in inputs}


def sheets(into):
    """The worked cases that are about this instrument, and some by chance, with and without gaps."""
    known = {code for code, _, _ in questions()}
    for case in json.load(open('test/golden/lke_cases.json')):
        if set(case['answers']) <= known:
            put(into, case['id'], case['answers'], 'none')
    for seed in range(5):
        rng = random.Random(seed)
        put(into, f'chance-{seed}', {code: answer(rng, letters, inputs) for code, letters, inputs in questions()
                                     if seed < 3 or rng.random() < 0.7}, rng.choice(['none', 'WBK', 'WBBM']))


def put(into, name, answers, holds):
    with open(f'{into}/{name}.json', 'w') as f:
        json.dump({'instrument': PACK, 'answers': answers, 'holds': holds}, f)


def wipe(src, dst):
    """Every formula keeps itself and loses its result."""
    for name in os.listdir(src):
        with zipfile.ZipFile(f'{src}/{name}') as old, zipfile.ZipFile(f'{dst}/{name}', 'w') as new:
            for part in old.namelist():
                data = old.read(part)
                if part.startswith('xl/worksheets/'):
                    data, n = re.subn(rb'</f><v>[^<]*</v>', b'</f><v>0</v>', data)
                    assert n > 20, (name, part, n)
                new.writestr(part, data)


def run(*args):
    return json.loads(subprocess.run(args, check=True, stdout=subprocess.PIPE).stdout)


def summary(path):
    """What the sheet "Ringkasan" shows: {predicate: {gate: (points, verdict)}}."""
    out, predicate = {}, None
    for row in csv.reader(open(path, encoding='utf-8'), delimiter='\t'):
        if len(row) < 5 or not row[0]:
            continue
        if row[1] == 'Syarat':
            predicate = out.setdefault(row[0], {})
        elif predicate is not None:
            predicate[row[0]] = (row[3].replace(',', '.'), row[4])
    return out


def check(pulau, base, name):
    wrong = []
    asked = json.load(open(f'{base}/json/{name}.json'))
    score = run(pulau, 'lke', 'score', f'{base}/json/{name}.json')
    made, done = (run(pulau, 'lke', 'read', f'{base}/{d}/{name}.xlsx') for d in ('made', 'done'))
    wiped = run(pulau, 'lke', 'read', f'{base}/wiped/{name}.xlsx')
    if score['total']['points'] != '0.00' and not wiped['differs']:
        wrong.append('a workbook with wiped results looks right: this test cannot fail')
    for d in done['differs']:
        wrong.append(f"{d['cell']} ({d['item']}): the spreadsheet has {d['printed']}, we have {d['ours']}")
    if done['doubts'] or done['answers'] != made['answers'] or done.get('holds') != asked['holds']:
        wrong.append(f"answers changed on the way: {done['doubts'][:3]}")
    if set(done['answers']) != set(asked['answers']):
        wrong.append('answers were lost')
    for predicate, gates in summary(f'{base}/csv/{name}-Ringkasan.csv').items():
        verdict = score['verdict'][predicate]
        failed  = {g['gate'] for g in verdict['failed']}
        for gate, (points, says) in gates.items():
            passes = verdict['pass'] if gate == predicate else gate not in failed
            if says != ('Lulus' if passes else 'Tidak Lulus'):
                wrong.append(f'{predicate} {gate}: the spreadsheet says {says}')
            node = 'ZI' if gate == 'total' else gate
            ours = score['nodes'].get(node)
            if ours and abs(float(points) - float(Fraction(ours['exact']))) > 1e-9:
                wrong.append(f"{predicate} {gate}: {points}, we have {ours['exact']}")
        if len(gates) < 13:
            wrong.append(f'{predicate}: only {len(gates)} gates in the summary')
    return [f'{name}: {w}' for w in wrong]


def compare(pulau, base):
    names = sorted(n[:-5] for n in os.listdir(f'{base}/json'))
    wrong = [w for name in names for w in check(pulau, base, name)]
    print('\n'.join(wrong))
    failed = len({w.split(':')[0] for w in wrong})
    print(f'{len(names) - failed} passed, {failed} failed')
    sys.exit(bool(wrong) or len(names) < 10)


if __name__ == '__main__':
    {'sheets': sheets, 'wipe': wipe, 'compare': compare}[sys.argv[1]](*sys.argv[2:])
