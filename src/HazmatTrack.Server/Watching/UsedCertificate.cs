namespace HazmatTrack.Server.Watching;

/// <summary>A certificate that this process uses until it ends, which is renewed by a restart.</summary>
/// <param name="Name">Its place: <c>silo</c> or <c>silo-authority</c>.</param>
/// <param name="Ends">The end of its time.</param>
internal sealed record UsedCertificate(string Name, DateTimeOffset Ends);
