using HazmatTrack.Domain.Rules;

namespace HazmatTrack.Domain.Tracking;

/// <summary>Findings and their changes as bytes, for a message from one silo to another. Both must run the same version.</summary>
public static class FindingBytes
{
    public static byte[] Of(FindingChange change)
    {
        var to = new BlobWriter();
        to.Byte((byte)change.Kind);
        to.Time(change.Identity.FirstOnset);
        to.Byte((byte)change.Cause);
        to.Number(change.CauseOffset);
        FindingCodec.Write(to, change.Finding);
        to.Seal();
        return to.Written.ToArray();
    }

    public static byte[] Of(StandingFinding standing)
    {
        var to = new BlobWriter();
        to.Time(standing.Identity.FirstOnset);
        FindingCodec.Write(to, standing.Finding);
        to.Seal();
        return to.Written.ToArray();
    }

    /// <exception cref="TrackerBlobException">The bytes are damaged.</exception>
    public static FindingChange ToChange(ReadOnlySpan<byte> bytes)
    {
        var from = new BlobReader(bytes);
        var kind = (FindingChangeKind)from.Byte();
        var onset = from.Time();
        var why = (ChangeCause)from.Byte();
        var cause = from.Number();
        var finding = FindingCodec.Read(ref from);
        return new(kind, new(finding.Rule, finding.Key, onset), finding, why, cause);
    }

    /// <exception cref="TrackerBlobException">The bytes are damaged.</exception>
    public static StandingFinding ToStanding(ReadOnlySpan<byte> bytes)
    {
        var from = new BlobReader(bytes);
        var onset = from.Time();
        var finding = FindingCodec.Read(ref from);
        return new(new(finding.Rule, finding.Key, onset), finding);
    }
}
