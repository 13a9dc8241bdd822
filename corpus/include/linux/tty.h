/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: terminals and UARTs. */
#ifndef DL_STUB_TTY_H
#define DL_STUB_TTY_H

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/module.h>

struct tty_struct { void *driver_data; unsigned long flags; };
struct ktermios { unsigned int c_iflag, c_oflag, c_cflag, c_lflag; };
struct tty_bufhead { int priority; };
struct tty_port { struct tty_struct *tty; struct tty_bufhead buf; };
struct tty_driver;
struct circ_buf { char *buf; int head, tail; };
#define CIRC_CNT(h, t, s)	(((h) - (t)) & ((s) - 1))
#define CIRC_SPACE(h, t, s)	CIRC_CNT(t, (h) + 1, s)
#define CIRC_CNT_TO_END(h, t, s) \
	({ int dl_e = (s) - (t); int dl_n = ((h) + dl_e) & ((s) - 1); dl_n < dl_e ? dl_n : dl_e; })
#define TTY_NORMAL	0
#define TTY_BREAK	1
#define TTY_FRAME	2
#define TTY_PARITY	3
#define TTY_OVERRUN	4
int tty_insert_flip_char(struct tty_port *port, unsigned char ch, char flag);
size_t tty_insert_flip_string(struct tty_port *port, const unsigned char *chars, size_t size);
void tty_flip_buffer_push(struct tty_port *port);

#define UART_XMIT_SIZE	PAGE_SIZE
#define WAKEUP_CHARS	256
#define SER_RS485_ENABLED	1
#define SER_RS485_RTS_ON_SEND	2
#define SER_RS485_RTS_AFTER_SEND 4
#define TIOCM_DTR	0x002
#define TIOCM_RTS	0x004
#define TIOCM_CTS	0x020
#define TIOCM_CAR	0x040
#define TIOCM_DSR	0x100
struct serial_rs485 { __u32 flags, delay_rts_before_send, delay_rts_after_send; };
struct uart_icount { __u32 rx, tx, frame, overrun, parity, brk, buf_overrun; };
struct uart_state { struct tty_port port; struct circ_buf xmit; };
struct uart_port;
struct uart_ops {
	unsigned int (*tx_empty)(struct uart_port *port);
	void (*set_mctrl)(struct uart_port *port, unsigned int mctrl);
	unsigned int (*get_mctrl)(struct uart_port *port);
	void (*stop_tx)(struct uart_port *port);
	void (*start_tx)(struct uart_port *port);
	void (*stop_rx)(struct uart_port *port);
	void (*break_ctl)(struct uart_port *port, int ctl);
	int (*startup)(struct uart_port *port);
	void (*shutdown)(struct uart_port *port);
	void (*flush_buffer)(struct uart_port *port);
	void (*set_termios)(struct uart_port *port, struct ktermios *new,
			    const struct ktermios *old);
	const char *(*type)(struct uart_port *port);
	void (*release_port)(struct uart_port *port);
	int (*request_port)(struct uart_port *port);
	void (*config_port)(struct uart_port *port, int flags);
};
struct uart_port {
	spinlock_t lock;
	unsigned long iobase;
	unsigned char __iomem *membase;
	unsigned int irq, uartclk, fifosize, read_status_mask, ignore_status_mask;
	unsigned char x_char;
	struct uart_state *state;
	struct uart_icount icount;
	const struct uart_ops *ops;
	unsigned int line, type, flags, mctrl;
	struct serial_rs485 rs485;
	resource_size_t mapbase, mapsize;
	struct device *dev;
	void *private_data;
};
struct uart_driver {
	struct module *owner;
	const char *driver_name, *dev_name;
	int major, minor, nr;
};
int uart_register_driver(struct uart_driver *drv);
void uart_unregister_driver(struct uart_driver *drv);
int uart_add_one_port(struct uart_driver *drv, struct uart_port *port);
void uart_remove_one_port(struct uart_driver *drv, struct uart_port *port);
void uart_write_wakeup(struct uart_port *port);
bool uart_circ_empty(const struct circ_buf *xmit);
#define uart_circ_chars_pending(c) CIRC_CNT((c)->head, (c)->tail, UART_XMIT_SIZE)
int uart_tx_stopped(struct uart_port *port);
void uart_xmit_advance(struct uart_port *port, unsigned int chars);
void uart_insert_char(struct uart_port *port, unsigned int status, unsigned int overrun,
		      unsigned int ch, unsigned int flag);
unsigned int uart_get_baud_rate(struct uart_port *port, struct ktermios *t,
				const struct ktermios *old, unsigned int min, unsigned int max);
void uart_port_lock(struct uart_port *port);
void uart_port_unlock(struct uart_port *port);
#define uart_port_lock_irqsave(p, f)		spin_lock_irqsave(&(p)->lock, *(f))
#define uart_port_unlock_irqrestore(p, f)	spin_unlock_irqrestore(&(p)->lock, f)

#endif
