/* What the pages do beyond plain HTML; everything works without it. */
