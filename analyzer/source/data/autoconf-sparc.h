/* What sparc adds to autoconf-core.h, besides the options that its Kconfig selects. */
#define CONFIG_32BIT 1
#define CONFIG_ARCH_DEFCONFIG ""
#define CONFIG_CPU_BIG_ENDIAN 1
#define CONFIG_FLATMEM 1
#define CONFIG_HIGHMEM 1
#define CONFIG_ISA_DMA_API 1
#define CONFIG_NR_CPUS 32
#define CONFIG_OF_PROMTREE 1
#define CONFIG_PGTABLE_LEVELS 3
#define CONFIG_SBUS 1
#define CONFIG_SBUSCHAR 1
#define CONFIG_SPARC 1
#define CONFIG_SPARC32 1
#define CONFIG_SPARC_LEON 1
#define CONFIG_SUN_PM 1
