namespace HazmatTrack.Http.Errors;

/// <summary>The requested data is temporarily unavailable, though the request is valid: a retry after some seconds helps.</summary>
internal class UnavailableException(string message, Exception? cause = null) : Exception(message, cause);
