namespace HazmatTrack.Http.Errors;

/// <summary>Maps an error to the problem response that a part of the API defines. Registered as a service.</summary>
/// <param name="Answer">Returns the response to an error; null for any other error.</param>
internal sealed record KnownProblem(Func<Exception, IResult?> Answer);
