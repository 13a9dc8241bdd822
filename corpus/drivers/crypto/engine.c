// SPDX-License-Identifier: Apache-2.0
/*
 * A cipher and hash engine that walks scatterlists.
 *
 * Shapes: source and destination lists that may be the same, the two counts of
 * dma_map_sg(), saved counts, sg tables, a key and an IV mapped by the way, a
 * pool of requests. Functions that begin with bad_ are wrong on purpose.
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <crypto/hash.h>
#include <crypto/skcipher.h>

#define MAX_SEGS 8

#define REG_SRC 0x00
#define REG_DST 0x40
#define REG_KEY 0x80
#define REG_IV 0x84
#define REG_CMD 0x88
#define REG_STATUS 0x8c

struct engine {
	struct device *dev;
	void __iomem *regs;
	struct completion done;
	struct dma_pool *pool;
	u8 *pad;
};

struct cipher_ctx {
	struct engine *engine;
	u8 key[AES_MAX_KEY_SIZE] ____cacheline_aligned;
	unsigned int keylen;
};

struct cipher_reqctx {
	int src_nents, dst_nents;
	int src_mapped, dst_mapped;
	int orig_n_elem;
	dma_addr_t iv_dma;
	u8 *iv;
};

struct hw_req {
	__le32 src, dst, len, flags;
	dma_addr_t self;
};

static void engine_write_segs(struct engine *e, u32 reg, struct scatterlist *sgl, int mapped)
{
	struct scatterlist *sg;
	int i;

	for_each_sg(sgl, sg, mapped, i) {
		writel(lower_32_bits(sg_dma_address(sg)), e->regs + reg + 8 * i);
		writel(sg_dma_len(sg), e->regs + reg + 8 * i + 4);
	}
}

static int engine_run(struct engine *e, u32 cmd)
{
	reinit_completion(&e->done);
	writel(cmd, e->regs + REG_CMD);
	if (!wait_for_completion_timeout(&e->done, HZ)) {
		writel(0, e->regs + REG_CMD);
		return -ETIMEDOUT;
	}
	return readl(e->regs + REG_STATUS) ? -EIO : 0;
}

/* ---- lists ---- */

static void cipher_unmap(struct engine *e, struct skcipher_request *req, struct cipher_reqctx *rctx)
{
	if (req->src == req->dst) {
		dma_unmap_sg(e->dev, req->src, rctx->src_nents, DMA_BIDIRECTIONAL);
	} else {
		dma_unmap_sg(e->dev, req->dst, rctx->dst_nents, DMA_FROM_DEVICE);
		dma_unmap_sg(e->dev, req->src, rctx->src_nents, DMA_TO_DEVICE);
	}
}

/* Correct: in place or not; the counts that were passed are kept for the unmap. */
static int cipher_map(struct engine *e, struct skcipher_request *req, struct cipher_reqctx *rctx)
{
	rctx->src_nents = sg_nents_for_len(req->src, req->cryptlen);
	rctx->dst_nents = sg_nents_for_len(req->dst, req->cryptlen);
	if (rctx->src_nents < 0 || rctx->dst_nents < 0)
		return -EINVAL;
	if (req->src == req->dst) {
		rctx->src_mapped = dma_map_sg(e->dev, req->src, rctx->src_nents, DMA_BIDIRECTIONAL);
		rctx->dst_mapped = rctx->src_mapped;
		if (rctx->src_mapped <= 0)
			return -ENOMEM;
	} else {
		rctx->src_mapped = dma_map_sg(e->dev, req->src, rctx->src_nents, DMA_TO_DEVICE);
		if (!rctx->src_mapped)
			return -ENOMEM;
		rctx->dst_mapped = dma_map_sg(e->dev, req->dst, rctx->dst_nents, DMA_FROM_DEVICE);
		if (!rctx->dst_mapped) {
			dma_unmap_sg(e->dev, req->src, rctx->src_nents, DMA_TO_DEVICE);
			return -ENOMEM;
		}
	}
	if (rctx->src_mapped > MAX_SEGS || rctx->dst_mapped > MAX_SEGS) {
		cipher_unmap(e, req, rctx);
		return -EMSGSIZE;
	}
	return 0;
}

/* Correct: key and IV beside the lists; labels in the reverse order. */
static int cipher_crypt(struct skcipher_request *req)
{
	struct cipher_ctx *ctx = crypto_skcipher_ctx(crypto_skcipher_reqtfm(req));
	struct cipher_reqctx *rctx = skcipher_request_ctx(req);
	struct engine *e = ctx->engine;
	dma_addr_t key_dma;
	int ret;

	key_dma = dma_map_single(e->dev, ctx->key, ctx->keylen, DMA_TO_DEVICE);
	if (dma_mapping_error(e->dev, key_dma))
		return -EFAULT;
	rctx->iv = kmemdup(req->iv, AES_BLOCK_SIZE, GFP_ATOMIC);
	if (!rctx->iv) {
		ret = -ENOMEM;
		goto unmap_key;
	}
	rctx->iv_dma = dma_map_single(e->dev, rctx->iv, AES_BLOCK_SIZE, DMA_BIDIRECTIONAL);
	ret = dma_mapping_error(e->dev, rctx->iv_dma);
	if (ret)
		goto free_iv;
	ret = cipher_map(e, req, rctx);
	if (ret)
		goto unmap_iv;
	engine_write_segs(e, REG_SRC, req->src, rctx->src_mapped);
	engine_write_segs(e, REG_DST, req->dst, rctx->dst_mapped);
	writel(lower_32_bits(key_dma), e->regs + REG_KEY);
	writel(lower_32_bits(rctx->iv_dma), e->regs + REG_IV);
	ret = engine_run(e, 1);
	cipher_unmap(e, req, rctx);
unmap_iv:
	dma_unmap_single(e->dev, rctx->iv_dma, AES_BLOCK_SIZE, DMA_BIDIRECTIONAL);
	memcpy(req->iv, rctx->iv, AES_BLOCK_SIZE);
free_iv:
	kfree(rctx->iv);
unmap_key:
	dma_unmap_single(e->dev, key_dma, ctx->keylen, DMA_TO_DEVICE);
	return ret;
}

/* Wrong: the destination's failure leaves the source mapped. */
static int bad_decrypt(struct skcipher_request *req)
{
	struct cipher_ctx *ctx = crypto_skcipher_ctx(crypto_skcipher_reqtfm(req));
	struct engine *e = ctx->engine;
	int src = sg_nents(req->src), dst = sg_nents(req->dst), nr_src, nr_dst, ret;

	nr_src = dma_map_sg(e->dev, req->src, src, DMA_TO_DEVICE);
	if (!nr_src)
		return -ENOMEM;
	nr_dst = dma_map_sg(e->dev, req->dst, dst, DMA_FROM_DEVICE);
	if (!nr_dst)
		return -ENOMEM; // want "DMA211"
	engine_write_segs(e, REG_SRC, req->src, nr_src);
	engine_write_segs(e, REG_DST, req->dst, nr_dst);
	ret = engine_run(e, 2);
	dma_unmap_sg(e->dev, req->dst, dst, DMA_FROM_DEVICE);
	dma_unmap_sg(e->dev, req->src, src, DMA_TO_DEVICE);
	return ret;
}

/* Wrong: the count is overwritten, and the unmap takes what is left. */
static int bad_copy(struct engine *e, struct scatterlist *sgl, int nents)
{
	int ret;

	nents = dma_map_sg(e->dev, sgl, nents, DMA_BIDIRECTIONAL);
	if (!nents)
		return -ENOMEM;
	engine_write_segs(e, REG_SRC, sgl, nents);
	ret = engine_run(e, 3);
	dma_unmap_sg(e->dev, sgl, nents, DMA_BIDIRECTIONAL); // want "DMA205"
	return ret;
}

/* Wrong: a count is never negative. */
static int bad_scrub(struct engine *e, struct scatterlist *sgl, int nents)
{
	int mapped = dma_map_sg(e->dev, sgl, nents, DMA_FROM_DEVICE), ret;

	if (mapped < 0) // want "DMA104"
		return mapped;
	writel(lower_32_bits(sg_dma_address(sgl)), e->regs + REG_DST);
	ret = engine_run(e, 4);
	dma_unmap_sg(e->dev, sgl, nents, DMA_FROM_DEVICE);
	return ret;
}

/* ---- hash ---- */

/* Correct: the name says "mapped", the value is the one that was passed. */
static int hash_update(struct ahash_request *req)
{
	struct crypto_ahash *tfm = crypto_ahash_reqtfm(req);
	struct cipher_ctx *ctx = crypto_ahash_ctx(tfm);
	struct cipher_reqctx *rctx = ahash_request_ctx(req);
	struct engine *e = ctx->engine;
	int n, ret;

	rctx->orig_n_elem = sg_nents(req->src);
	n = dma_map_sg(e->dev, req->src, rctx->orig_n_elem, DMA_TO_DEVICE);
	if (n == 0)
		return -ENOMEM;
	engine_write_segs(e, REG_SRC, req->src, n);
	ret = engine_run(e, 0x10);
	dma_unmap_sg(e->dev, req->src, rctx->orig_n_elem, DMA_TO_DEVICE);
	return ret;
}

/* Correct: two local mappings, one exit. */
static int hash_final(struct ahash_request *req)
{
	struct cipher_ctx *ctx = crypto_ahash_ctx(crypto_ahash_reqtfm(req));
	struct engine *e = ctx->engine;
	dma_addr_t pad_dma, out_dma;
	u8 *out = kzalloc(SHA256_DIGEST_SIZE, GFP_KERNEL);
	int ret = -ENOMEM;

	if (!out)
		return -ENOMEM;
	pad_dma = dma_map_single(e->dev, e->pad, SHA256_BLOCK_SIZE, DMA_TO_DEVICE);
	if (dma_mapping_error(e->dev, pad_dma))
		goto free_out;
	out_dma = dma_map_single(e->dev, out, SHA256_DIGEST_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(e->dev, out_dma))
		goto unmap_pad;
	writel(lower_32_bits(pad_dma), e->regs + REG_SRC);
	writel(lower_32_bits(out_dma), e->regs + REG_DST);
	ret = engine_run(e, 0x11);
	dma_unmap_single(e->dev, out_dma, SHA256_DIGEST_SIZE, DMA_FROM_DEVICE);
	if (!ret)
		memcpy(req->result, out, SHA256_DIGEST_SIZE);
unmap_pad:
	dma_unmap_single(e->dev, pad_dma, SHA256_BLOCK_SIZE, DMA_TO_DEVICE);
free_out:
	kfree(out);
	return ret;
}

/* Wrong: the result's failure goes past the unmap of the padding. */
static int bad_finup(struct ahash_request *req)
{
	struct cipher_ctx *ctx = crypto_ahash_ctx(crypto_ahash_reqtfm(req));
	struct engine *e = ctx->engine;
	dma_addr_t pad_dma, out_dma;
	int ret = -ENOMEM;

	pad_dma = dma_map_single(e->dev, e->pad, SHA256_BLOCK_SIZE, DMA_TO_DEVICE);
	if (dma_mapping_error(e->dev, pad_dma))
		return -ENOMEM;
	out_dma = dma_map_single(e->dev, req->result, SHA256_DIGEST_SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(e->dev, out_dma))
		goto out;
	writel(lower_32_bits(pad_dma), e->regs + REG_SRC);
	writel(lower_32_bits(out_dma), e->regs + REG_DST);
	ret = engine_run(e, 0x12);
	dma_unmap_single(e->dev, out_dma, SHA256_DIGEST_SIZE, DMA_FROM_DEVICE);
	dma_unmap_single(e->dev, pad_dma, SHA256_BLOCK_SIZE, DMA_TO_DEVICE);
out:
	return ret; // want "DMA211: pad_dma"
}

/* Wrong: the key is on the stack. */
static int bad_derive(struct engine *e)
{
	u8 salt[SHA256_DIGEST_SIZE];
	struct scatterlist sg;
	int ret;

	memset(salt, 0x5c, sizeof(salt));
	sg_init_one(&sg, salt, sizeof(salt)); // want "DMA301: salt"
	if (dma_map_sg(e->dev, &sg, 1, DMA_TO_DEVICE) != 1)
		return -ENOMEM;
	writel(lower_32_bits(sg_dma_address(&sg)), e->regs + REG_KEY);
	ret = engine_run(e, 0x13);
	dma_unmap_sg(e->dev, &sg, 1, DMA_TO_DEVICE);
	return ret;
}

/* ---- tables and pools ---- */

/* Correct: 0 is success, the table keeps both counts. */
static int engine_table(struct engine *e, struct sg_table *sgt)
{
	struct scatterlist *sg;
	int i, ret = dma_map_sgtable(e->dev, sgt, DMA_TO_DEVICE, 0);

	if (ret < 0)
		return ret;
	for_each_sgtable_dma_sg(sgt, sg, i)
		writel(lower_32_bits(sg_dma_address(sg)), e->regs + REG_SRC + 8 * i);
	ret = engine_run(e, 5);
	dma_unmap_sgtable(e->dev, sgt, DMA_TO_DEVICE, 0);
	return ret;
}

/* Correct: a block of the pool that knows its own address. */
static struct hw_req *engine_get_req(struct engine *e)
{
	dma_addr_t dma;
	struct hw_req *r = dma_pool_zalloc(e->pool, GFP_ATOMIC, &dma);

	if (r)
		r->self = dma;
	return r;
}

static void engine_put_req(struct engine *e, struct hw_req *r)
{
	dma_pool_free(e->pool, r, r->self);
}

static int engine_queue(struct engine *e, u32 len)
{
	struct hw_req *r = engine_get_req(e);
	int ret;

	if (!r)
		return -ENOMEM;
	r->len = cpu_to_le32(len);
	writel(lower_32_bits(r->self), e->regs + REG_SRC);
	ret = engine_run(e, 6);
	engine_put_req(e, r);
	return ret;
}

/* Wrong: the block is used at once. */
static int bad_queue(struct engine *e, u32 len)
{
	dma_addr_t dma;
	struct hw_req *r = dma_pool_alloc(e->pool, GFP_ATOMIC, &dma); // want "DMA105"
	int ret;

	r->len = cpu_to_le32(len);
	writel(lower_32_bits(dma), e->regs + REG_SRC);
	ret = engine_run(e, 7);
	dma_pool_free(e->pool, r, dma);
	return ret;
}

static irqreturn_t engine_irq(int irq, void *data)
{
	struct engine *e = data;

	complete(&e->done);
	return IRQ_HANDLED;
}

static struct skcipher_alg engine_cipher = {
	.encrypt = cipher_crypt,
	.decrypt = bad_decrypt,
	.ivsize = AES_BLOCK_SIZE,
};

static struct ahash_alg engine_hash = {
	.update = hash_update,
	.final = hash_final,
	.finup = bad_finup,
};

static int engine_self_test(struct engine *e, struct sg_table *sgt)
{
	int ret = engine_table(e, sgt) ?: engine_queue(e, 16);

	if (ret)
		return ret;
	ret = bad_copy(e, sgt->sgl, sgt->orig_nents) ?: bad_scrub(e, sgt->sgl, sgt->orig_nents);
	return ret ? ret : bad_queue(e, 16) ?: bad_derive(e);
}

static int engine_probe(struct platform_device *pdev)
{
	struct engine *e = devm_kzalloc(&pdev->dev, sizeof(*e), GFP_KERNEL);
	struct sg_table sgt;
	int ret;

	if (!e)
		return -ENOMEM;
	e->dev = &pdev->dev;
	e->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(e->regs))
		return PTR_ERR(e->regs);
	e->pad = devm_kzalloc(&pdev->dev, SHA256_BLOCK_SIZE, GFP_KERNEL);
	e->pool = dmam_pool_create("sample", &pdev->dev, sizeof(struct hw_req), 16, 0);
	if (!e->pad || !e->pool)
		return -ENOMEM;
	init_completion(&e->done);
	ret = devm_request_irq(&pdev->dev, platform_get_irq(pdev, 0), engine_irq, 0,
			       "sample-engine", e);
	if (ret || (ret = sg_alloc_table(&sgt, 2, GFP_KERNEL)))
		return ret;
	ret = engine_self_test(e, &sgt);
	sg_free_table(&sgt);
	if (ret || (ret = crypto_register_skcipher(&engine_cipher)))
		return ret;
	ret = crypto_register_ahash(&engine_hash);
	if (ret)
		crypto_unregister_skcipher(&engine_cipher);
	return ret;
}

static struct platform_driver engine_driver = {
	.probe = engine_probe,
	.driver = { .name = "sample-engine" },
};
module_platform_driver(engine_driver);
MODULE_LICENSE("GPL");
