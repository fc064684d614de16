namespace HazmatTrack.Http.Errors;

/// <summary>A body does not match its content-encoding.</summary>
internal sealed class WrongCodingException(Exception inner)
    : BadHttpRequestException("It is not what its content-encoding says, or was cut off.", StatusCodes.Status400BadRequest, inner);
