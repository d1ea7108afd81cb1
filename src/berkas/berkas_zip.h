/* berkas_zip.h - all evidence of one owner as an archive: a folder for each item, and index.csv that names it all. */
#ifndef BERKAS_ZIP_H
#define BERKAS_ZIP_H

#include "berkas/berkas.h"
#include "format/zip.h"

/* Where an item's files go, in the order of the questionnaire: "A.I.1 Manajemen Perubahan/A.I.1.i.a SK tim". */
typedef struct { Str item, folder; } BerkasFolder;
typedef LIST(BerkasFolder) BerkasFolders;

typedef struct {
    Zip          zip;           /* for HttpAnswer: zip_read, zip_stop, this, .zip.bytes */
    const Blobs *blobs;
    BerkasUses   uses;          /* in the order of the archive, after index.csv */
    Arena        arena;
} BerkasZip;

/* Plans the archive from uses that are already read: nothing is opened before its turn comes.  Items without a folder
 * of their own go to "Lainnya".  Lives, with all it names, in `a`, until the archive has been handed out. */
void berkas_zip_start(Arena *a, BerkasZip *z, const Blobs *blobs, const BerkasUses *uses, const BerkasFolders *folders,
                      Lang lang);

#endif
