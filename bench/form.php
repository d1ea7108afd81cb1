<?php
// form.php - a survey form as such programs write them: one row for each response, committed before the answer.
// For comparison in bench/run alone: nginx and php-fpm run it, and it stores into SQLite.
$db = new PDO('sqlite:' . getenv('FORM_DB'), null, null, [PDO::ATTR_PERSISTENT => true, PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
$db->exec('PRAGMA busy_timeout=60000; PRAGMA synchronous=FULL');
$columns = ['service', 'served_on', 'a0', 'a1', 'a2', 'a3'];
for ($i = 0; $i < 14; $i++) $columns[] = "m$i";
if (getenv('FORM_MAKE')) {
    $db->exec('PRAGMA journal_mode=WAL');
    $db->exec('CREATE TABLE IF NOT EXISTS response (id INTEGER PRIMARY KEY, submitted TEXT, token TEXT UNIQUE, '
        . implode(' TEXT, ', $columns) . ' TEXT)');
    exit;
}
$wrong = [];
for ($i = 0; $i < 14; $i++)
    if (!in_array($_POST["m$i"] ?? '', ['1', '2', '3', '4'], true)) $wrong[] = "m$i";
if ($wrong || !preg_match('/^\d{4}-\d\d-\d\d$/', $_POST['served_on'] ?? '')) {
    http_response_code(422);
    exit('wrong: ' . htmlspecialchars(implode(' ', $wrong)));
}
$add = $db->prepare('INSERT INTO response (submitted, token, ' . implode(', ', $columns) . ') VALUES (?, ?'
    . str_repeat(', ?', count($columns)) . ') ON CONFLICT (token) DO NOTHING');
$add->execute(array_merge([date('c'), $_POST['key'] ?? ''], array_map(fn ($c) => $_POST[$c] ?? '', $columns)));
$page = '<!doctype html><title>Terima kasih</title><h1>Terima kasih</h1><p>Jawaban Anda sudah kami terima.</p>';
header('Content-Length: ' . strlen($page));
echo $page;
