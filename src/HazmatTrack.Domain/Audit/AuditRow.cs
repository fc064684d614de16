namespace HazmatTrack.Domain.Audit;

/// <summary>A record as it is stored, of which nothing is believed yet.</summary>
/// <param name="Sequence">The number under which it is stored.</param>
/// <param name="Body">Its canonical bytes (<see cref="AuditCodec"/>).</param>
/// <param name="Chain">The hash of the chain up to it, 32 bytes.</param>
/// <param name="Columns">What it is found by; null where that is not to be checked, as in an exported file.</param>
public sealed record AuditRow(long Sequence, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Chain, AuditColumns? Columns = null);
