// Package einvoice reads structured invoices, UN/CEFACT Cross Industry
// Invoice (ZUGFeRD 1 and 2, Factur-X, XRechnung) and OASIS UBL 2.1 (XRechnung,
// Peppol), into one model with the terms of EN 16931, and validates them by the
// business rules of that standard, its code lists included. Terms lists what an
// invoice has as the standard's business terms, BT-1 to BT-165.
//
// Input may be hostile: document type definitions are refused, depth, size and
// the number of elements are bounded, and nothing is ever fetched.
package einvoice
