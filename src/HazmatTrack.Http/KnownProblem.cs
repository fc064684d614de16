namespace HazmatTrack.Http;

/// <summary>An error that a part of the API answers in its own words. Registered as a service.</summary>
/// <param name="Answer">The answer to an error; null where it is another.</param>
internal sealed record KnownProblem(Func<Exception, IResult?> Answer);
