package finding

// Categories of weaknesses. The order is that of the score's weights: see
// package score.
const (
	CategoryAuthentication        = "authentication"
	CategoryBOLA                  = "BOLA" // broken object level authorization
	CategoryBFLA                  = "BFLA" // broken function level authorization
	CategoryPropertyAuthorization = "property authorization"
	CategoryInputValidation       = "input validation"
	CategoryDataExposure          = "data exposure"
	CategorySSRF                  = "SSRF" // server-side request forgery
	CategoryBusinessLogic         = "business logic"
	CategoryRateLimiting          = "rate limiting"
	CategoryInventory             = "inventory"
	CategoryUnsafeConsumption     = "unsafe consumption"
	CategoryEncryption            = "encryption"
)

// Categories in the order in which they are told.
var Categories = []string{
	CategoryAuthentication, CategoryBOLA, CategoryBFLA, CategoryPropertyAuthorization,
	CategoryInputValidation, CategoryDataExposure, CategorySSRF, CategoryBusinessLogic,
	CategoryRateLimiting, CategoryInventory, CategoryUnsafeConsumption, CategoryEncryption,
}
