namespace HazmatTrack.Http.Access;

/// <summary>Asks again whether a caller is let in, for what lasts longer than a call, such as a stream.</summary>
internal interface ICallerCheck
{
    /// <summary>Whether the caller of a call is still let in. False also where that cannot be found out.</summary>
    ValueTask<bool> IsStillLetInAsync(HttpContext context, CancellationToken cancellation);
}
