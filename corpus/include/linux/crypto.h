/* SPDX-License-Identifier: Apache-2.0 */
/* Stub: the crypto API, symmetric ciphers, hashes, AEAD, engine. */
#ifndef DL_STUB_CRYPTO_H
#define DL_STUB_CRYPTO_H

#include <linux/device.h>
#include <linux/completion.h>
#include <linux/module.h>
#include <linux/scatterlist.h>

#define CRYPTO_ALG_ASYNC		0x80
#define CRYPTO_ALG_NEED_FALLBACK	0x100
#define CRYPTO_ALG_KERN_DRIVER_ONLY	0x1000
#define CRYPTO_ALG_ALLOCATES_MEMORY	0x10000
#define CRYPTO_TFM_REQ_MAY_SLEEP	0x200
#define CRYPTO_TFM_REQ_MAY_BACKLOG	0x400
#define CRYPTO_MINALIGN			ARCH_DMA_MINALIGN
#define CRYPTO_DMA_ALIGN		ARCH_DMA_MINALIGN
#define CRYPTO_MAX_ALG_NAME		128
#define AES_BLOCK_SIZE			16
#define AES_MIN_KEY_SIZE		16
#define AES_MAX_KEY_SIZE		32
#define AES_KEYSIZE_128			16
#define AES_KEYSIZE_256			32
#define DES_BLOCK_SIZE			8
#define DES_KEY_SIZE			8
#define DES3_EDE_KEY_SIZE		24
#define DES3_EDE_BLOCK_SIZE		8
#define SHA1_DIGEST_SIZE		20
#define SHA1_BLOCK_SIZE			64
#define SHA256_DIGEST_SIZE		32
#define SHA256_BLOCK_SIZE		64

typedef void (*crypto_completion_t)(void *data, int err);
struct crypto_alg {
	struct list_head cra_list;
	u32 cra_flags;
	unsigned int cra_blocksize, cra_ctxsize, cra_alignmask;
	int cra_priority;
	char cra_name[CRYPTO_MAX_ALG_NAME], cra_driver_name[CRYPTO_MAX_ALG_NAME];
	struct module *cra_module;
};
struct crypto_tfm { u32 crt_flags; struct crypto_alg *__crt_alg; void *dl_ctx[]; };
struct crypto_async_request {
	struct list_head list;
	crypto_completion_t complete;
	void *data;
	struct crypto_tfm *tfm;
	u32 flags;
};
struct crypto_queue { struct list_head list; unsigned int qlen, max_qlen; };
struct crypto_skcipher { unsigned int reqsize; struct crypto_tfm base; };
struct crypto_ahash { unsigned int reqsize; struct crypto_tfm base; };
struct crypto_aead { unsigned int reqsize, authsize; struct crypto_tfm base; };
struct skcipher_request {
	unsigned int cryptlen;
	u8 *iv;
	struct scatterlist *src, *dst;
	struct crypto_async_request base;
	void *__ctx[];
};
struct ahash_request {
	struct crypto_async_request base;
	unsigned int nbytes;
	struct scatterlist *src;
	u8 *result;
	void *__ctx[];
};
struct aead_request {
	struct crypto_async_request base;
	unsigned int assoclen, cryptlen;
	u8 *iv;
	struct scatterlist *src, *dst;
	void *__ctx[];
};
struct skcipher_alg {
	int (*setkey)(struct crypto_skcipher *tfm, const u8 *key, unsigned int keylen);
	int (*encrypt)(struct skcipher_request *req);
	int (*decrypt)(struct skcipher_request *req);
	int (*init)(struct crypto_skcipher *tfm);
	void (*exit)(struct crypto_skcipher *tfm);
	unsigned int min_keysize, max_keysize, ivsize, chunksize;
	struct crypto_alg base;
};
struct hash_alg_common { unsigned int digestsize, statesize; struct crypto_alg base; };
struct ahash_alg {
	int (*init)(struct ahash_request *req);
	int (*update)(struct ahash_request *req);
	int (*final)(struct ahash_request *req);
	int (*finup)(struct ahash_request *req);
	int (*digest)(struct ahash_request *req);
	int (*export)(struct ahash_request *req, void *out);
	int (*import)(struct ahash_request *req, const void *in);
	int (*setkey)(struct crypto_ahash *tfm, const u8 *key, unsigned int keylen);
	struct hash_alg_common halg;
};
struct aead_alg {
	int (*setkey)(struct crypto_aead *tfm, const u8 *key, unsigned int keylen);
	int (*setauthsize)(struct crypto_aead *tfm, unsigned int authsize);
	int (*encrypt)(struct aead_request *req);
	int (*decrypt)(struct aead_request *req);
	int (*init)(struct crypto_aead *tfm);
	void (*exit)(struct crypto_aead *tfm);
	unsigned int ivsize, maxauthsize, chunksize;
	struct crypto_alg base;
};

void *crypto_tfm_ctx(struct crypto_tfm *tfm);
void *crypto_skcipher_ctx(struct crypto_skcipher *tfm);
void *crypto_ahash_ctx(struct crypto_ahash *tfm);
void *crypto_aead_ctx(struct crypto_aead *tfm);
struct crypto_skcipher *crypto_skcipher_reqtfm(struct skcipher_request *req);
struct crypto_ahash *crypto_ahash_reqtfm(struct ahash_request *req);
struct crypto_aead *crypto_aead_reqtfm(struct aead_request *req);
void *skcipher_request_ctx(struct skcipher_request *req);
void *ahash_request_ctx(struct ahash_request *req);
void *aead_request_ctx(struct aead_request *req);
unsigned int crypto_skcipher_ivsize(struct crypto_skcipher *tfm);
unsigned int crypto_skcipher_blocksize(struct crypto_skcipher *tfm);
unsigned int crypto_aead_ivsize(struct crypto_aead *tfm);
unsigned int crypto_aead_authsize(struct crypto_aead *tfm);
unsigned int crypto_ahash_digestsize(struct crypto_ahash *tfm);
unsigned int crypto_ahash_blocksize(struct crypto_ahash *tfm);
void crypto_skcipher_set_reqsize(struct crypto_skcipher *tfm, unsigned int size);
void crypto_ahash_set_reqsize(struct crypto_ahash *tfm, unsigned int size);
void crypto_aead_set_reqsize(struct crypto_aead *tfm, unsigned int size);
int crypto_register_skcipher(struct skcipher_alg *alg);
void crypto_unregister_skcipher(struct skcipher_alg *alg);
int crypto_register_ahash(struct ahash_alg *alg);
void crypto_unregister_ahash(struct ahash_alg *alg);
int crypto_register_aead(struct aead_alg *alg);
void crypto_unregister_aead(struct aead_alg *alg);
void skcipher_request_complete(struct skcipher_request *req, int err);
void ahash_request_complete(struct ahash_request *req, int err);
void aead_request_complete(struct aead_request *req, int err);
void crypto_init_queue(struct crypto_queue *queue, unsigned int max_qlen);
int crypto_enqueue_request(struct crypto_queue *queue, struct crypto_async_request *req);
struct crypto_async_request *crypto_dequeue_request(struct crypto_queue *queue);
struct crypto_async_request *crypto_get_backlog(struct crypto_queue *queue);
void scatterwalk_map_and_copy(void *buf, struct scatterlist *sg, unsigned int start,
			      unsigned int nbytes, int out);
struct scatterlist *scatterwalk_ffwd(struct scatterlist dst[2], struct scatterlist *src,
				     unsigned int len);
int crypto_memneq(const void *a, const void *b, size_t size);

struct crypto_engine;
struct crypto_engine *crypto_engine_alloc_init(struct device *dev, bool rt);
int crypto_engine_start(struct crypto_engine *engine);
int crypto_engine_exit(struct crypto_engine *engine);
int crypto_transfer_skcipher_request_to_engine(struct crypto_engine *e, struct skcipher_request *r);
int crypto_transfer_hash_request_to_engine(struct crypto_engine *e, struct ahash_request *r);
void crypto_finalize_skcipher_request(struct crypto_engine *e, struct skcipher_request *r, int err);
void crypto_finalize_hash_request(struct crypto_engine *e, struct ahash_request *r, int err);

#endif
