/* dmalint: allow(DMA101) the board has no IOMMU */
int a; // dmalint: allow(DMA101, DMA211): both
/*
 * dmalint: allow(DMA999)
 * - a reason
 */
char *s = "/* dmalint: allow(DMA101) no */"; /* dmalint: alow */
