/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each role needs to mean anything, so that the engine may rely on it
 * and a user's model cannot be silently without effect.
 */
#include "model/table.h"

bool dl_role_is_of_field(enum dl_role role)
{
	return role == DL_ROLE_SINK || role >= DL_ROLE_LIST_LIMIT;
}

/* What it returns follows from that. */
static bool says_how_it_fails(const struct dl_model *m)
{
	return m->role == DL_ROLE_MAP || m->role == DL_ROLE_ALLOC || m->role == DL_ROLE_BUFFER_ALLOC ||
	       m->role == DL_ROLE_CHECK;
}

/* Keys of results that only make sense with certain roles. */
static const char *misplaced_result(const struct dl_model *m, const char **why)
{
	bool makes = m->role == DL_ROLE_MAP || m->role == DL_ROLE_ALLOC;

	if (m->gives && m->role != DL_ROLE_PURE) {
		*why = "only role 'pure' has it";
		return "result";
	}
	if ((m->never_null || m->returns.lo <= m->returns.hi) && says_how_it_fails(m)) {
		*why = "'failure' and 'failed' say what it returns";
		return m->never_null ? "never_null" : "returns";
	}
	if (m->success.lo <= m->success.hi && !makes) {
		*why = "only roles 'map' and 'alloc' have it";
		return "success";
	}
	if (m->failed.lo <= m->failed.hi && m->role != DL_ROLE_CHECK && m->role != DL_ROLE_WAIT) {
		*why = "only roles 'check' and 'wait' have it";
		return "failed";
	}
	if (m->zero_is_nothing && (m->role != DL_ROLE_MAP || m->failure != DL_FAIL_NEGATIVE)) {
		*why = "only role 'map' with failure 'negative' has it";
		return "zero_is_nothing";
	}
	if (m->page_aligned && m->role != DL_ROLE_ALLOC) {
		*why = "only role 'alloc' has it";
		return "page_aligned";
	}
	if ((m->streaming && m->role != DL_ROLE_SET_MASK) ||
	    (m->coherent && m->role != DL_ROLE_SET_MASK && m->role != DL_ROLE_NONE)) {
		*why = "says which mask role 'set-mask' sets; 'coherent' of role 'none': what is allocated";
		return m->streaming ? "streaming" : "coherent";
	}
	if (m->sure_bits && m->role != DL_ROLE_SET_MASK) {
		*why = "only role 'set-mask' has it";
		return "sure_bits";
	}
	if (m->tolerates_family && m->role != DL_ROLE_UNMAP && m->role != DL_ROLE_FREE) {
		*why = "only roles 'unmap' and 'free' have it";
		return "tolerates_family";
	}
	return NULL;
}

/* Keys that only make sense with certain roles. */
static const char *misplaced(const struct dl_model *m, const char **why)
{
	if (m->takes_reference && (m->role != DL_ROLE_NONE || m->arg_buf < 0)) {
		*why = "only role 'none' with 'args.buf' has it";
		return "takes_reference";
	}
	if (m->packet && (m->role != DL_ROLE_NONE || (m->packet == DL_PACKET_AT && m->arg_buf < 0) ||
			  (m->packet == DL_PACKET_LENT && m->arg_pool < 0))) {
		*why = "only role 'none' has it; 'at' with 'args.buf', 'lent' with 'args.pool'";
		return "packet";
	}
	if (m->sink_mask && m->role != DL_ROLE_SINK) {
		*why = "only role 'sink' has it";
		return "sink_args";
	}
	if (m->tolerates_vmalloc && m->role != DL_ROLE_SINK) {
		*why = "only role 'sink' has it";
		return "tolerates_vmalloc";
	}
	if (m->reaches && m->role != DL_ROLE_CPU_ACCESS) {
		*why = "only role 'cpu-access' reaches memory through a field";
		return "reaches";
	}
	if ((m->input || m->input_bit) && m->role != DL_ROLE_SINK) {
		*why = "only role 'sink' has it";
		return m->input ? "input" : "input_bit";
	}
	if (m->flags && m->role != DL_ROLE_SINK) {
		*why = "only a sink has flags";
		return "flags";
	}
	if (m->length && m->role != DL_ROLE_SINK) {
		*why = "only a sink has a length";
		return "length";
	}
	if (!m->input_bit != (m->arg_way == DL_NO_ARG)) {
		*why = "'input_bit' is a bit of the argument 'way'";
		return "args.way";
	}
	if ((m->arg_inputs == DL_NO_ARG) != (m->arg_outputs == DL_NO_ARG)) {
		*why = "an array of lists has 'outputs' and 'inputs'";
		return "args.inputs";
	}
	if (m->tolerates_static && m->role != DL_ROLE_SINK) {
		*why = "only role 'sink' has it";
		return "tolerates_static";
	}
	if (m->memory && m->role != DL_ROLE_BUFFER_ALLOC && m->role != DL_ROLE_ALLOC &&
	    m->role != DL_ROLE_MEMORY &&
	    !(m->role == DL_ROLE_CPU_ACCESS && m->memory == DL_MEM_IOMEM)) {
		*why = "only roles 'buffer-alloc', 'alloc' and 'memory', and 'iomem' of 'cpu-access', have it";
		return "memory";
	}
	if (m->role >= DL_ROLE_START && !m->field) {
		*why = "only a record's field can be that";
		return "role";
	}
	if (m->zeroed && m->role != DL_ROLE_START && m->role != DL_ROLE_BUFFER_ALLOC) {
		*why = "only roles 'buffer-alloc' and 'start' have it";
		return "zeroed";
	}
	if (m->empty && m->role != DL_ROLE_BUFFER_ALLOC) {
		*why = "only role 'buffer-alloc' has it";
		return "empty";
	}
	if ((m->adds_to || m->takes_from || m->sets) && m->arg_size == DL_NO_ARG) {
		*why = "missing: by how much the length changes";
		return "args.size";
	}
	if (m->binds && m->role != DL_ROLE_START) {
		*why = "only role 'start' has it";
		return "binds";
	}
	if (m->failure == DL_FAIL_NONZERO && m->role != DL_ROLE_START) {
		*why = "'nonzero' is for role 'start'";
		return "failure";
	}
	if (m->field && m->pair_count && m->role != DL_ROLE_START && m->role != DL_ROLE_SINK && m->role != DL_ROLE_MEMORY &&
	    m->role != DL_ROLE_LIST_ADDRESS && m->role != DL_ROLE_CARRIER && m->role != DL_ROLE_USER_ADDRESS) {
		*why = "of fields, only roles 'start', 'sink', 'memory', 'list-address', 'carrier' and 'user-address' have partners";
		return "pairs";
	}
	if (m->arg_out != DL_NO_ARG && m->role != DL_ROLE_BUFFER_ALLOC) {
		*why = "only role 'buffer-alloc' has it";
		return "args.out";
	}
	return misplaced_result(m, why);
}

static bool has_family(enum dl_role role)
{
	switch (role) {
	case DL_ROLE_MAP:
	case DL_ROLE_UNMAP:
	case DL_ROLE_SYNC_CPU:
	case DL_ROLE_SYNC_DEVICE:
	case DL_ROLE_ALLOC:
	case DL_ROLE_FREE:
		return true;
	default:
		return false;
	}
}

const char *dl_model_role_problem(const struct dl_model *m, const char **why)
{
	const char *key = misplaced(m, why);

	if (key)
		return key;
	if (has_family(m->role) && !m->family) {
		*why = "missing: it says which call undoes which (\"single\", \"coherent\", ...)";
		return "family";
	}
	if ((m->role == DL_ROLE_MAP || m->role == DL_ROLE_ALLOC) && m->failure == DL_FAIL_NEVER) {
		*why = "missing: it says how a failed call shows (\"mapping-error\", \"zero\", "
		       "\"null\", ...)";
		return "failure";
	}
	if (m->role == DL_ROLE_CHECK && m->arg_handle == DL_NO_ARG) {
		*why = "missing: role 'check' tests a handle";
		return "args.handle";
	}
	if (m->role == DL_ROLE_SG_INIT && m->arg_sg == DL_NO_ARG) {
		*why = "missing: role 'sg-init' fills a scatterlist";
		return "args.sg";
	}
	if (m->role == DL_ROLE_BUFFER_ALLOC && m->memory == DL_MEM_UNKNOWN) {
		*why = "missing: role 'buffer-alloc' says what kind of memory it returns";
		return "memory";
	}
	if (m->role == DL_ROLE_MEMORY && m->memory == DL_MEM_UNKNOWN) {
		*why = "missing: role 'memory' says what kind it points to";
		return "memory";
	}
	if (m->role == DL_ROLE_LIST_LIMIT && !m->field && m->arg_count == DL_NO_ARG) {
		*why = "missing: role 'list-limit' sets a number of entries";
		return "args.count";
	}
	if (m->role == DL_ROLE_LIST_ADDRESS && !m->pair_count) {
		*why = "missing: role 'list-address' names the functions that map such a list";
		return "pairs";
	}
	if (m->role == DL_ROLE_USER_ADDRESS && !m->beside == !m->operation) {
		*why = "role 'user-address' has either this or 'operation'";
		return "beside";
	}
	if ((m->gives == DL_GIVES_POINTER || m->gives == DL_GIVES_VIEW) && m->arg_page == DL_NO_ARG) {
		*why = "missing: results 'pointer' and 'view' are made of a physical address";
		return "args.page";
	}
	if ((m->gives == DL_GIVES_MEMORY_KIND || m->gives == DL_GIVES_PAGE) &&
	    m->arg_buf == DL_NO_ARG) {
		*why = "missing: result 'memory-kind' is about a buffer";
		return "args.buf";
	}
	if (m->role == DL_ROLE_BUFFER_FREE && m->arg_buf == DL_NO_ARG) {
		*why = "missing: role 'buffer-free' releases a buffer";
		return "args.buf";
	}
	if (m->role == DL_ROLE_MMIO_WRITE && m->arg_value == DL_NO_ARG) {
		*why = "missing: role 'mmio-write' writes a value";
		return "args.value";
	}
	if (m->role == DL_ROLE_CPU_ACCESS && m->arg_read == DL_NO_ARG &&
	    m->arg_write == DL_NO_ARG) {
		*why = "role 'cpu-access' needs 'read', 'write' or both";
		return "args";
	}
	return NULL;
}
