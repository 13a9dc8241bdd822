#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Kernel logs: which findings explain a report, where else its cause may lie, and logs that are none.
# shellcheck source-path=SCRIPTDIR
. "$SOURCE_DIR/tests/cli/lib.sh"

make_buggy drivers/acme/acme.c
make_clean drivers/plain/plain.c
cat >drivers/plain/ring.c <<'END'
#include <linux/dma-mapping.h>
#include <linux/errno.h>

struct ring {
	struct device *dev;
	dma_addr_t dma;
	int len;
};

/* dma_map_single(in a comment, "and a string") */
#define RING_NAME "ring-driver"

static int ring_map(struct ring *ring, void *buf)
{
	const char *no_call = "dma_map_page(";

	ring->dma = dma_map_single(ring->dev, buf, ring->len, DMA_TO_DEVICE);
	return dma_mapping_error(ring->dev, ring->dma) || !no_call ? -ENOMEM : 0;
}

int ring_send(struct ring *ring, void *buf)
{
	return ring_map(ring, buf);
}

void ring_done(struct ring *ring)
{
	dma_unmap_single(ring->dev, ring->dma, ring->len, DMA_TO_DEVICE);
}
END
# A namesake of the function with the finding, in another driver.
sed 's/acme/other/g; s/other_send/acme_send/' drivers/acme/acme.c >drivers/plain/namesake.c

# ---- wrong usage ----
for wrong in "" "a b" "--format xml log" "--scan x log" "missing.log" "drivers"; do
	# shellcheck disable=SC2086
	dmalint dmesg $wrong
	expect_status 2
done

# report DRIVER DEVICE TEXT FUNCTION...: as a kernel prints it.
report() {
	local driver=$1 device=$2 text=$3 function
	shift 3
	echo "[   10.000000] ------------[ cut here ]------------"
	echo "[   10.000001] DMA-API: $driver $device: $text"
	echo "[   10.000002] WARNING: CPU: 0 PID: 7 at kernel/dma/debug.c:1042 check_unmap+0x5a/0x8c0"
	echo "[   10.000003] Modules linked in: acme plain"
	echo "[   10.000004] Call Trace:"
	echo "[   10.000005]  debug_dma_unmap_page+0x5f/0x90"
	for function; do
		echo "[   10.000006]  $function"
	done
	echo "[   10.000007] ---[ end trace 0000000000000000 ]---"
}
mapped_at() {
	local function
	echo "[   10.000008] DMA-API: Mapped at:"
	for function; do
		echo "[   10.000009]  $function"
	done
}
unchecked="device driver failed to check map error[device address=0x1] [size=1 bytes] [mapped as single]"
report acme 0000:01:00.0 "$unchecked" "acme_irq+0x1/0x2 [acme]" "handle_irq_event+0x1/0x2" >log
mapped_at "debug_dma_map_page+0x1/0x2" "acme_send.isra.0+0x1/0x2 [acme]" >>log

# ---- without a scan ----
dmalint dmesg log
expect_status 2
expect err "dmalint scan PATH"
echo "nothing here" >quiet.log
dmalint dmesg quiet.log
expect_status 0
expect err "CONFIG_DMA_API_DEBUG"
expect_true test ! -s out

dmalint scan drivers
expect_status 1

# ---- a finding explains it ----
dmalint dmesg log
expect_status 1
expect out "log:2: The result of a map call was never tested for failure. [map-error-unchecked]"
expect out "driver acme, device 0000:01:00.0"
expect out "noticed in acme_irq() < handle_irq_event()"
expect out "mapped in  acme_send()"
expect out "drivers/acme/acme.c:13:8:"
expect out "acme_send() is where it was mapped"
expect_not out "namesake.c"
expect_not out "no finding"
cat log log log >three.log
dmalint dmesg three.log
expect out "[map-error-unchecked] (3 times)"
expect_true test "$(grep -c 'never tested' out)" = 1

# ... also one that is not shown elsewhere, and says so
id=$("$DMALINT" list --path drivers/acme/ | awk '{ print $1 }')
dmalint triage --false-positive --note "no" "$id"
dmalint dmesg log
expect out "the finding is suppressed"

# ... of the driver, where no trace leads to it
report acme 1-1 "$unchecked" "ring_irq+0x1/0x2 [acme]" >driver.log
dmalint dmesg driver.log
expect_status 1
expect out "drivers/acme/acme.c:13:8:"
expect out "the file is of the driver; no trace leads there"

# ... not one of another rule
report acme 1-1 "device driver frees DMA memory with different direction [x]" "acme_send+0x1/0x2 [acme]" >rule.log
dmalint dmesg rule.log
expect_status 1
expect_not out "[DMA101]"
expect out "no finding explains it"
expect out "drivers/acme/acme.c:13: dma_map_single() in acme_send()"
expect out "rules that look for it: DMA201"

# ---- none does: calls in the functions of the traces, and in those that these call ----
report plain 1-1 "device driver frees DMA memory with different size [map size=1 bytes] [unmap size=2 bytes]" \
	"ring_done+0x1/0x2 [plain]" >sites.log
mapped_at "ring_send+0x1/0x2 [plain]" >>sites.log
dmalint dmesg - <sites.log >/dev/null
status=0
"$DMALINT" dmesg - <sites.log >out 2>err || status=$?
expect_status 1
expect out "-:2: "
expect out "drivers/plain/ring.c:28: dma_unmap_single() in ring_done()"
expect out "drivers/plain/ring.c:17: dma_map_single() in ring_map(), called by ring_send(), where it was mapped"
expect_not out "ring.c:9:"
expect_not out "ring.c:15:"
# ... of the whole driver when the trace has nothing; known by a string, too
report ring-driver 1-1 "device driver frees DMA memory with wrong function [x]" "unknown+0x1/0x2" >string.log
dmalint dmesg string.log
expect out "ring.c:17: dma_map_single() in ring_map()"
expect_not out "plain.c"
report nobody 1-1 "device driver frees DMA memory with wrong function [x]" "unknown+0x1/0x2" >nobody.log
dmalint dmesg nobody.log
expect_status 1
expect out "the scan has no source of that driver or trace"

# ---- other messages ----
cat >others.log <<'END'
Nov 30 08:37:17 box kernel: acme 0000:01:00.0: swiotlb buffer is full (sz: 65536 bytes), total 32768 (slots), used 31 (slots)
Nov 30 08:37:17 box kernel: transfer buffer is on stack
Nov 30 08:37:17 box kernel: WARNING: CPU: 1 PID: 812 at drivers/usb/core/hcd.c:1476 usb_hcd_map_urb_for_dma+0x3f4/0x560 [usbcore]
Nov 30 08:37:17 box kernel:  usb_hcd_submit_urb+0x9c/0xc00 [usbcore]
Nov 30 08:37:17 box kernel:  usb_bulk_msg+0xa3/0x150 [usbcore]
Nov 30 08:37:17 box kernel:  acme_send+0x27/0x160 [acme]
Nov 30 08:37:17 box kernel: ---[ end trace 0000000000000000 ]---
Nov 30 08:37:18 box kernel: ------------[ cut here ]------------
Nov 30 08:37:18 box kernel: WARNING: CPU: 1 PID: 812 at kernel/dma/mapping.c:650 dma_free_attrs+0x3f4/0x560
Nov 30 08:37:18 box kernel:  acme_free+0x27/0x160 [acme]
END
dmalint dmesg others.log
expect_status 1
expect out "[bounce-full]"
expect out "[usb-stack]"
expect out "module acme"
expect out "noticed in acme_send()"
expect out "[free-context]"
expect out "noticed in acme_free()"

# ---- for programs ----
dmalint dmesg -f json log
expect_status 1
expect out '"format": "dmalint-dmesg"'
expect out '"message": "map-error-unchecked"'
expect out '"in_mapped": true'
dmalint dmesg --format json sites.log
expect out '"called_by": "ring_send"'
dmalint dmesg --format json quiet.log
expect_status 0
expect out '"reports": []'

# ---- the source is gone; the log is no log ----
mv drivers gone
dmalint dmesg sites.log
expect_status 1
expect err "not there any more"
printf 'DMA-API: \033[31mred\033[0m \377\001x: %s\0\n' "$unchecked" >odd.log
head -c 300000 /dev/zero >>odd.log
head -c 300000 /dev/urandom >>odd.log
dmalint dmesg odd.log
expect_status 1
expect_true test "$(tr -d '\n' <out | LC_ALL=C tr -d '\040-\176\200-\377' | wc -c)" = 0
dmalint dmesg -f json odd.log
expect_status 1

finish
