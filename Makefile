# pulau - `make run` and `make test` are all a newcomer needs; both install what is missing first.
#
#   make            debug build with sanitizers      build/debug/pulau
#   make release    the program as it is shipped     build/pulau
#   make check      the fast tests and the checks of the house, on SQLite
#   make test       everything: both engines, browser, load, kill -9, fuzzing
#   make bench      ratios from one run              make fuzz   libFuzzer, longer
#   make bless      rewrite the golden files         make clean

CC     ?= cc
PKGS    = libarchive libmicrohttpd sqlite3 libpq jansson libsodium liboath libqrencode libcurl cjose xlsxwriter libzip \
          libcrypto expat gsl libjpeg libpng libwebp libutf8proc zlib pangocairo pangoft2 fontconfig
TPKGS   = cairo                 # pictures that tests make
WARN    = -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
          -Wmissing-prototypes -Wvla -Wno-missing-field-initializers -Wformat=2 -Wimplicit-fallthrough \
          -Wno-overlength-strings -Werror
LANGF   = -std=c17 -D_GNU_SOURCE -pthread -Isrc -I. -Ibuild/gen
PKGF   := $(shell pkg-config --cflags $(PKGS) $(TPKGS) 2>/dev/null | sed 's/-I/-isystem /g')
LIBS    = $(shell pkg-config --libs $(PKGS)) -lmagic -lgmp -lm
DEBUG   = -g3 -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
TSAN    = -g3 -O1 -fsanitize=thread
RELEASE = -O2 -g -DNDEBUG_NOT -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
RLINK   = -pie -Wl,-z,relro,-z,now

SRC     = $(filter-out %_test.c,$(wildcard src/*/*.c)) src/main.c
TESTS   = $(wildcard src/*/*_test.c test/*.c)
SAY     = $(wildcard src/*/*.say)
PACKS   = $(wildcard regulasi/*.json)
NPM     = node_modules
LETTERS = $(NPM)/@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2
ASSETS  = build/gen/pulau.css assets/pulau.js assets/pulau.svg $(NPM)/htmx.org/dist/htmx.min.js $(LETTERS) \
          build/gen/survei-blind.js assets/survei-token.js \
          build/gen/survei.css assets/survei.js assets/survei-kerja.js assets/survei-lepas.js assets/survei-pekerja.js
BLIND   = $(NPM)/@cloudflare/blindrsa-ts/package.json   # bundled for the browser: see decision 0173
HTML    = $(foreach f,$(wildcard src/*/*.html src/*/*/*.html),build/gen/$(notdir $(f)).h)
SQL     = $(foreach f,$(wildcard src/*/*.sql),build/gen/$(notdir $(f)).h)
GENC    = build/gen/migrations.c build/gen/tables.c build/gen/statements.c build/gen/assets_embedded.c \
          build/gen/regulasi_embedded.c build/gen/letters_embedded.c
GEN     = $(HTML) $(SQL) $(GENC) build/gen/say_keys.h build/gen/say_text.h

$(shell mkdir -p build/gen build/tools)

# --- programs ---

all: build/debug/pulau
release: build/pulau

objs = $(patsubst %.c,build/$(1)/%.o,$(2))

build/debug/pulau: $(call objs,debug,$(SRC) $(GENC))
	$(CC) $(DEBUG) -pthread -o $@ $^ $(LIBS)
build/pulau: $(call objs,release,$(SRC) $(GENC))
	$(CC) $(RELEASE) $(RLINK) -pthread -o $@ $^ $(LIBS)
build/debug/tests: $(call objs,debug,$(filter-out src/main.c,$(SRC)) $(TESTS) $(GENC))
	$(CC) $(DEBUG) -pthread -o $@ $^ $(LIBS) $(shell pkg-config --libs $(TPKGS))

build/debug/gallery: $(call objs,debug,$(filter-out src/main.c,$(SRC)) test/gallery/gallery.c test/ask.c $(GENC))
	$(CC) $(DEBUG) -pthread -o $@ $^ $(LIBS)
build/debug/test/gallery/gallery.o: WARN += -Wno-missing-braces

build/tsan/tests: $(call objs,tsan,$(filter-out src/main.c,$(SRC)) $(TESTS) $(GENC))
	$(CC) $(TSAN) -pthread -o $@ $^ $(LIBS) $(shell pkg-config --libs $(TPKGS))

build/tsan/%.o: %.c | $(GEN)
	@mkdir -p $(@D)
	$(CC) $(LANGF) $(WARN) $(PKGF) $(TSAN) -MMD -MP -c -o $@ $<
build/debug/%.o: %.c | $(GEN)
	@mkdir -p $(@D)
	@echo "  cc $<"
	@$(CC) $(LANGF) $(WARN) $(PKGF) $(DEBUG) -MMD -MP -c -o $@ $<
build/release/%.o: %.c | $(GEN)
	@mkdir -p $(@D)
	@echo "  cc $<"
	@$(CC) $(LANGF) $(WARN) $(PKGF) $(RELEASE) -MMD -MP -c -o $@ $<
-include $(shell find build -name '*.d' 2>/dev/null)

# --- what the tools make ---

build/tools/%: tools/%.c tools/tool.h
	@mkdir -p build/tools build/gen
	$(CC) -std=c17 -D_GNU_SOURCE -O1 -Wall -Wextra -Werror -Wno-format-nonliteral -o $@ $< -lsodium -lz
vpath %.html $(wildcard src/*/) $(wildcard src/*/*/)
vpath %.sql $(wildcard src/*/)
build/gen/%.html.h: %.html build/tools/tmplc
	build/tools/tmplc $< > $@ || { rm -f $@; exit 1; }
build/gen/%.sql.h: %.sql build/tools/sqlpack
	build/tools/sqlpack statements $< > $@ || { rm -f $@; exit 1; }
build/gen/statements.c: $(wildcard src/*/*.sql) build/tools/sqlpack
	build/tools/sqlpack registry $(filter %.sql,$^) > $@ || { rm -f $@; exit 1; }
build/gen/migrations.c: $(wildcard migrations/*.sql) build/tools/sqlpack
	build/tools/sqlpack migrations $(filter %.sql,$^) > $@ || { rm -f $@; exit 1; }
build/gen/tables.c: $(wildcard migrations/*.sql) build/tools/tablepack
	build/tools/tablepack $(filter %.sql,$^) > $@ || { rm -f $@; exit 1; }
build/gen/say_%.h: $(SAY) build/tools/saypack
	build/tools/saypack $* $(SAY) > $@.new && { cmp -s $@.new $@ || mv $@.new $@; } && touch $@
build/gen/pulau.css: assets/tokens.css assets/pulau.css $(LETTERS)      # knows the address of the letters: see web/asset.h
	cat assets/tokens.css assets/pulau.css \
	    | sed "s|LETTERS|/aset/$$(sha256sum $(LETTERS) | cut -c1-8)/$(notdir $(LETTERS))|" > $@
build/gen/survei.css: assets/survei.css assets/tokens.css       # with the colours that it names, and no others
	awk 'NR == FNR { n = split($$0, at, "var\\("); for (i = 2; i <= n; i++) used[substr(at[i], 1, index(at[i], ")") - 1) ":"] = 1 } \
	    NR != FNR && (!/^ *--/ || $$1 in used)' assets/survei.css assets/tokens.css | cat - assets/survei.css > $@
build/gen/survei-blind.js: assets/survei-blind.js $(BLIND)
	$(NPM)/esbuild/bin/esbuild $< --bundle --minify --format=iife --log-level=warning --outfile=$@ \
	    --banner:js='/* with @cloudflare/blindrsa-ts (Apache-2.0) and sjcl (BSD-2-Clause) */'
build/gen/assets_embedded.c: $(ASSETS) build/tools/embed
	build/tools/embed assets_embedded $(ASSETS) > $@
build/gen/plus-jakarta-sans.ttf: $(LETTERS)             # as documents take them: see decision 0130
	cp $< build/gen/plus-jakarta-sans.woff2 && woff2_decompress build/gen/plus-jakarta-sans.woff2
build/gen/letters_embedded.c: build/gen/plus-jakarta-sans.ttf build/tools/embed
	build/tools/embed letters_embedded $< > $@
build/gen/regulasi_embedded.c: $(PACKS) build/tools/embed
	build/tools/embed regulasi_embedded $(PACKS) > $@
$(filter $(NPM)/%,$(ASSETS) $(BLIND)): $(NPM)/.ready
$(NPM)/.ready: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# --- checks ---

check: house build/debug/tests
	build/debug/tests --fast
check-all: house build/debug/tests
	build/debug/tests
check-pg: build/debug/tests     # the same tests on a private PostgreSQL
	test/pg.sh build/debug/tests --db
tsan: build/tsan/tests          # where threads are: do two ever touch the same thing at once?
	TSAN_OPTIONS=halt_on_error=1 build/tsan/tests works_test http_test
gallery: build/debug/gallery   # every part in every state: build/gallery/*.html
	build/debug/gallery build/gallery
toolcases: build/tools/tmplc build/tools/saypack
	@test/tools.sh build/tools
bless: build/debug/tests        # rewrite the golden files; then read the difference
	PULAU_BLESS=1 build/debug/tests every_route_lets_in
	@git diff --stat test/golden
house: layers source headers toolcases
layers:
	@tools/checklayers
source:
	@tools/checksrc
headers: $(patsubst %,build/debug/%.ok,$(wildcard src/*/*.h))        # every header stands alone
build/debug/%.h.ok: %.h | $(GEN)
	@mkdir -p $(@D)
	@$(CC) $(LANGF) $(WARN) $(PKGF) -fsyntax-only -MMD -MP -MF $@.d -MT $@ -x c $<
	@touch $@

# --- fuzzing: every test/fuzz/fuzz_<name>.c is a target, its seeds are test/fuzz/corpus/<name>/ ---

FUZZERS   = $(patsubst test/fuzz/fuzz_%.c,%,$(wildcard test/fuzz/fuzz_*.c))
FUZZCC   ?= clang
FUZZF     = -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all \
            -fno-sanitize=pointer-overflow      # clang counts NULL + 0, which an empty Str is, among them
FUZZ_TIME = 300

build/fuzz/%.o: %.c | $(GEN)
	@mkdir -p $(@D)
	$(FUZZCC) $(LANGF) -Wall $(PKGF) $(FUZZF) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<
build/fuzz/fuzz_%: build/fuzz/test/fuzz/fuzz_%.o $(call objs,fuzz,$(filter-out src/main.c,$(SRC)) $(GENC))
	$(FUZZCC) $(FUZZF) -fsanitize=fuzzer -pthread -o $@ $^ $(LIBS)
fuzz: $(FUZZERS:%=fuzz-%)
fuzz-short:
	$(MAKE) fuzz FUZZ_TIME=5
fuzz-%: build/fuzz/fuzz_%       # what it finds beyond the seeds stays in build/fuzz/found
	@mkdir -p build/fuzz/found/$*
	$< -max_total_time=$(FUZZ_TIME) -max_len=65536 -timeout=10 -print_final_stats=0 -verbosity=0 \
	    -artifact_prefix=build/fuzz/$*- build/fuzz/found/$* test/fuzz/corpus/$*

sums:                   # at a release: from now on these migrations may not change
	cd migrations && sha256sum *.sql > SUMS

# --- measuring ---

build/bench/bare_loop: bench/bare_loop.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE $(RELEASE) $(WARN) -pthread -o $@ $< -lsqlite3
build/bench/works_bench: $(call objs,release,bench/works_bench.c $(filter-out src/main.c,$(SRC)) $(GENC))
	@mkdir -p $(@D)
	$(CC) $(RELEASE) -pthread -o $@ $^ $(LIBS)
build/test/kill_works: $(call objs,release,test/db/kill_works.c $(filter-out src/main.c,$(SRC)) $(GENC))
	@mkdir -p $(@D)
	@$(CC) $(RELEASE) -pthread -o $@ $^ $(LIBS)
build/bench/%_load: bench/%_load.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -D_GNU_SOURCE $(RELEASE) $(WARN) -pthread -o $@ $<
build/bench/%_bench: build/release/bench/%_bench.o $(call objs,release,$(filter-out src/main.c,$(SRC)) $(GENC))
	@mkdir -p $(@D)
	$(CC) $(RELEASE) $(RLINK) -pthread -o $@ $^ $(LIBS)
bench: release $(addprefix build/bench/,bare_loop save_load survey_load score_bench board_bench survey_bench campaigns_bench)      # see doc/performance.md
	@tools/needs bench
	bench/run
bench-works: build/bench/bare_loop build/bench/works_bench     # shared commit against one commit a row
	bench/works.sh

# --- load: programs of test/load/, built as the program is shipped ---

build/load/%: build/release/test/load/%.o $(call objs,release,$(filter-out src/main.c,$(SRC)) $(GENC))
	@mkdir -p $(@D)
	$(CC) $(RELEASE) $(RLINK) -pthread -o $@ $^ $(LIBS)

# --- the two commands ---

run:
	@tools/needs run
	@$(MAKE) -s -j2 release
	@tools/run
test:
	@tools/needs test
	@$(MAKE) -s $(NPM)/.ready
	@test/all

clean:
	rm -rf build
.PHONY: run test bless all release check check-all check-pg house toolcases tsan layers source headers sums fuzz fuzz-short bench bench-works clean
.DELETE_ON_ERROR:
.PRECIOUS: build/tools/% build/load/% build/release/%.o build/fuzz/%.o build/fuzz/fuzz_%
