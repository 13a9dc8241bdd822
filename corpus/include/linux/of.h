/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: device tree, clocks, resets, regulators, GPIO, pinctrl, runtime power management. */
#ifndef DL_STUB_OF_H
#define DL_STUB_OF_H

#include <linux/device.h>
#include <linux/io.h>
#include <linux/module.h>

struct platform_device;
struct device_node { const char *name; const char *full_name; struct device_node *parent; };
struct property;
#define of_match_ptr(p)		(p)
#define of_node_get(n)		(n)
void of_node_put(struct device_node *node);
bool of_device_is_compatible(const struct device_node *np, const char *compat);
bool of_property_read_bool(const struct device_node *np, const char *name);
int of_property_read_u32(const struct device_node *np, const char *name, u32 *value);
int of_property_read_u32_array(const struct device_node *np, const char *name, u32 *v, size_t n);
int of_property_read_u32_index(const struct device_node *np, const char *name, u32 i, u32 *v);
int of_property_read_string(const struct device_node *np, const char *name, const char **out);
const void *of_get_property(const struct device_node *np, const char *name, int *len);
const void *of_device_get_match_data(const struct device *dev);
const struct of_device_id *of_match_device(const struct of_device_id *ids,
					   const struct device *dev);
const struct of_device_id *of_match_node(const struct of_device_id *ids,
					 const struct device_node *np);
struct device_node *of_parse_phandle(const struct device_node *np, const char *name, int index);
struct device_node *of_get_child_by_name(const struct device_node *np, const char *name);
struct device_node *of_get_next_child(const struct device_node *np, struct device_node *prev);
#define for_each_child_of_node(p, c) \
	for (c = of_get_next_child(p, NULL); c; c = of_get_next_child(p, c))
#define for_each_available_child_of_node(p, c) for_each_child_of_node(p, c)
struct platform_device *of_find_device_by_node(struct device_node *np);
void __iomem *of_iomap(struct device_node *np, int index);
int of_address_to_resource(struct device_node *np, int index, struct resource *r);
int of_irq_get(struct device_node *np, int index);
unsigned int irq_of_parse_and_map(struct device_node *np, int index);
void irq_dispose_mapping(unsigned int irq);
int of_dma_configure(struct device *dev, struct device_node *np, bool force);
int of_reserved_mem_device_init(struct device *dev);
void of_reserved_mem_device_release(struct device *dev);
int of_platform_populate(struct device_node *root, const struct of_device_id *matches,
			 const void *lookup, struct device *parent);
int of_alias_get_id(const struct device_node *np, const char *stem);

struct clk;
struct clk *clk_get(struct device *dev, const char *id);
struct clk *devm_clk_get(struct device *dev, const char *id);
struct clk *devm_clk_get_optional(struct device *dev, const char *id);
struct clk *devm_clk_get_enabled(struct device *dev, const char *id);
struct clk *devm_clk_get_optional_enabled(struct device *dev, const char *id);
void clk_put(struct clk *clk);
int clk_prepare_enable(struct clk *clk);
void clk_disable_unprepare(struct clk *clk);
int clk_enable(struct clk *clk);
void clk_disable(struct clk *clk);
int clk_prepare(struct clk *clk);
void clk_unprepare(struct clk *clk);
unsigned long clk_get_rate(struct clk *clk);
int clk_set_rate(struct clk *clk, unsigned long rate);
long clk_round_rate(struct clk *clk, unsigned long rate);

struct reset_control;
struct reset_control *devm_reset_control_get(struct device *dev, const char *id);
struct reset_control *devm_reset_control_get_exclusive(struct device *dev, const char *id);
struct reset_control *devm_reset_control_get_optional_exclusive(struct device *dev, const char *id);
struct reset_control *devm_reset_control_get_shared(struct device *dev, const char *id);
int reset_control_assert(struct reset_control *r);
int reset_control_deassert(struct reset_control *r);
int reset_control_reset(struct reset_control *r);

struct regulator;
struct regulator *devm_regulator_get(struct device *dev, const char *id);
struct regulator *devm_regulator_get_optional(struct device *dev, const char *id);
int devm_regulator_get_enable(struct device *dev, const char *id);
int regulator_enable(struct regulator *r);
int regulator_disable(struct regulator *r);
int regulator_get_voltage(struct regulator *r);

struct gpio_desc;
enum gpiod_flags { GPIOD_ASIS = 0, GPIOD_IN = 1, GPIOD_OUT_LOW = 3, GPIOD_OUT_HIGH = 7 };
struct gpio_desc *devm_gpiod_get(struct device *dev, const char *id, enum gpiod_flags flags);
struct gpio_desc *devm_gpiod_get_optional(struct device *dev, const char *id,
					  enum gpiod_flags flags);
void gpiod_set_value(struct gpio_desc *desc, int value);
void gpiod_set_value_cansleep(struct gpio_desc *desc, int value);
int gpiod_get_value(const struct gpio_desc *desc);
int gpiod_get_value_cansleep(const struct gpio_desc *desc);
int gpiod_to_irq(const struct gpio_desc *desc);
int pinctrl_pm_select_sleep_state(struct device *dev);
int pinctrl_pm_select_default_state(struct device *dev);

void pm_runtime_enable(struct device *dev);
int devm_pm_runtime_enable(struct device *dev);
void pm_runtime_disable(struct device *dev);
int pm_runtime_get_sync(struct device *dev);
int pm_runtime_resume_and_get(struct device *dev);
void pm_runtime_get_noresume(struct device *dev);
int pm_runtime_put(struct device *dev);
int pm_runtime_put_sync(struct device *dev);
int pm_runtime_put_autosuspend(struct device *dev);
void pm_runtime_put_noidle(struct device *dev);
void pm_runtime_mark_last_busy(struct device *dev);
int pm_runtime_set_active(struct device *dev);
void pm_runtime_set_suspended(struct device *dev);
void pm_runtime_use_autosuspend(struct device *dev);
void pm_runtime_dont_use_autosuspend(struct device *dev);
void pm_runtime_set_autosuspend_delay(struct device *dev, int delay);
int pm_runtime_force_suspend(struct device *dev);
int pm_runtime_force_resume(struct device *dev);
bool pm_runtime_suspended(struct device *dev);
int device_init_wakeup(struct device *dev, bool enable);
bool device_may_wakeup(struct device *dev);

#endif
