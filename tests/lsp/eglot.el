;;; eglot.el --- dmalint in Emacs  -*- lexical-binding: t -*-
;; SPDX-License-Identifier: Apache-2.0
;; Run by eglot.sh in a batch Emacs, which has eglot of its own from 29 on; before, it is Debian's elpa-eglot.

(require 'package)
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)
(unless (require 'eglot nil t)
  (message "skipped: this emacs has no eglot")
  (kill-emacs 77))

(defvar checks 0)

(defun expect (truth what &optional seen)
  (setq checks (1+ checks))
  (unless truth
    (message "FAIL: %s; seen: %S" what seen)
    (kill-emacs 1)))

(defun wait-for (seconds ready)
  "Call READY until it gives something, for at most SECONDS."
  (let ((end (+ (float-time) seconds)) value)
    (while (and (not (setq value (funcall ready))) (< (float-time) end))
      (accept-process-output nil 0.05))
    value))

(defun diagnostics (count what)
  "The diagnostics, once there are COUNT."
  (wait-for 60 (lambda ()
                 (flymake-start)
                 (= (length (flymake-diagnostics)) count)))
  (expect (= (length (flymake-diagnostics)) count) what (flymake-diagnostics))
  (flymake-diagnostics))

(defun go-to (text)
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun edited ()
  "What the idle timer does where there is one."
  (eglot--signal-textDocument/didChange))

;; As docs/editors.md has it.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs `((c-mode c-ts-mode) . (,(getenv "DMALINT") "lsp"))))
(setq eglot-sync-connect 20 eglot-autoshutdown nil vc-handled-backends nil)

(find-file "driver/ring.c")
(c-mode)
(apply #'eglot (eglot--guess-contact))
(expect (eglot-managed-p) "eglot manages the buffer")
(defvar server (eglot-current-server))

;; Opened: the finding, and where it is.
(let ((found (car (diagnostics 1 "the finding"))))
  (go-to "dma_map_single")
  (expect (= (line-number-at-pos (flymake-diagnostic-beg found)) (line-number-at-pos)) "its line" found)
  (expect (string-match-p "dma_mapping_error" (flymake-diagnostic-text found)) "its text" found)
  (expect (string-match-p "DMA101" (flymake-diagnostic-text found)) "its rule" found))

;; Edited and not saved: the test makes it go.
(let ((before (buffer-string)) (buffer-file buffer-file-name))
  (go-to "writel(")
  (insert "/* ä€ */ if (dma_mapping_error(acme->dev, dma))\n\t\treturn -12;\n\t")
  (forward-line 1)
  (insert "\tdma_unmap_single(acme->dev, dma, len, DMA_TO_DEVICE);\n")
  (edited)
  (diagnostics 0 "no finding behind a test")
  (erase-buffer)
  (insert before)
  (edited)
  (diagnostics 1 "the finding again")
  (expect (not (string-match-p "dma_mapping_error(acme"
                               (with-temp-buffer (insert-file-contents buffer-file) (buffer-string))))
          "nothing is saved"))

;; The code action.
(go-to "dma_map_single")
(let* ((actions (append (eglot-code-actions (point)) nil))
       (allow (seq-find (lambda (a) (string-prefix-p "Allow DMA101" (plist-get a :title))) actions)))
  (expect allow "an action that allows it" actions)
  (apply #'eglot--apply-workspace-edit (plist-get allow :edit)
         (and (> (cdr (func-arity #'eglot--apply-workspace-edit)) 1) (list nil)))
  (edited)
  (go-to "/* dmalint: allow(DMA101) reason */")
  (diagnostics 0 "what is allowed is not shown"))

;; The page of the rule.
(search-forward "allow(DMA")
(let ((hover (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams))))
  (expect (string-match-p "DMA101: unchecked-mapping" (plist-get (plist-get hover :contents) :value)) "the page of the rule" hover))

(eglot-shutdown server nil 20)
(message "%d checks" checks)
