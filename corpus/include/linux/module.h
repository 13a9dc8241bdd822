/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: module boilerplate. */
#ifndef DL_STUB_MODULE_H
#define DL_STUB_MODULE_H

#include <linux/kernel.h>
#include <linux/mod_devicetable.h>

struct module { const char *name; };
extern struct module dl_stub_this_module;
#define THIS_MODULE		(&dl_stub_this_module)
#define __init
#define __exit
#define __initdata
#define __exitdata
#define __initconst
#define __devinit
#define __exit_p(x)		(x)
#define EXPORT_SYMBOL(x)	extern __typeof__(x) x
#define EXPORT_SYMBOL_GPL(x)	extern __typeof__(x) x
#define EXPORT_SYMBOL_NS(x, n)	extern __typeof__(x) x
#define EXPORT_SYMBOL_NS_GPL(x, n) extern __typeof__(x) x
#define MODULE_INFO(t, i)	extern int dl_stub_module_info
#define MODULE_LICENSE(x)	MODULE_INFO(license, x)
#define MODULE_AUTHOR(x)	MODULE_INFO(author, x)
#define MODULE_DESCRIPTION(x)	MODULE_INFO(description, x)
#define MODULE_VERSION(x)	MODULE_INFO(version, x)
#define MODULE_ALIAS(x)		MODULE_INFO(alias, x)
#define MODULE_FIRMWARE(x)	MODULE_INFO(firmware, x)
#define MODULE_SOFTDEP(x)	MODULE_INFO(softdep, x)
#define MODULE_IMPORT_NS(x)	MODULE_INFO(import_ns, #x)
#define MODULE_PARM_DESC(p, x)	MODULE_INFO(parm, x)
#define module_param(n, t, p)	MODULE_INFO(parm, #n)
#define module_param_named(n, v, t, p) MODULE_INFO(parm, #n)
#define module_param_array(n, t, c, p) MODULE_INFO(parm, #n)
#define module_init(f)		int dl_stub_init_module(void); int dl_stub_init_module(void) { return f(); }
#define module_exit(f)		void dl_stub_exit_module(void); void dl_stub_exit_module(void) { f(); }
#define subsys_initcall(f)	module_init(f)
#define device_initcall(f)	module_init(f)
#define late_initcall(f)	module_init(f)
#define DL_STUB_DRIVER(d, r, u)						\
	int dl_stub_init_module(void); int dl_stub_init_module(void) { return r(&(d)); } \
	void dl_stub_exit_module(void); void dl_stub_exit_module(void) { u(&(d)); }
#define module_driver(d, r, u, x...)	DL_STUB_DRIVER(d, r, u)
bool try_module_get(struct module *module);
void module_put(struct module *module);

#endif
