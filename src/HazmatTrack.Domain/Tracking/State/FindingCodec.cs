using HazmatTrack.Domain.Crossings;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Rules.Parameters;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.State;

/// <summary>A finding as bytes, for the few that are active in a vehicle's tail.</summary>
internal static class FindingCodec
{
    private const int MostItems = 1024;

    public static void Write(BlobWriter to, Finding finding)
    {
        to.Text(finding.Rule);
        to.Number(finding.RuleVersion);
        to.Text(finding.Key);
        to.Time(finding.Onset);
        to.Flag(finding.End is not null);
        to.Number((finding.End ?? finding.Onset).UnixMilliseconds - finding.Onset.UnixMilliseconds);
        to.Place(finding.Position);
        to.Byte((byte)finding.Severity);
        to.Provinces(finding.Province, finding.OtherProvince);
        to.Text(finding.Measured);
        to.Text(finding.Limit);
        to.Text(finding.Reason);
        to.Unsigned((ulong)finding.Documents.Length);
        foreach (var document in finding.Documents)
        {
            to.Text(document);
        }

        to.Unsigned((ulong)finding.Evidence.Length);
        foreach (var point in finding.Evidence)
        {
            to.Point(point);
        }

        to.Flag(finding.Crossing is not null);
        if (finding.Crossing is { } crossing)
        {
            Write(to, crossing);
        }
    }

    /// <summary>Writes the version of parameters that follows a finding: a field that an older program skips.</summary>
    public static void Write(BlobWriter to, AppliedParameters? parameters)
    {
        to.Flag(parameters is not null);
        if (parameters is null)
        {
            return;
        }

        to.Text(parameters.Version);
        to.Flag(parameters.From is not null);
        to.Time(parameters.From ?? default);
        to.Unsigned((ulong)parameters.Province.Number);
        to.Unsigned((ulong)parameters.Values.Count);
        foreach (var (name, value) in parameters.Values)
        {
            // The text rather than its number: a program that skips the field would otherwise miscount the names after it.
            to.Text(name);
            to.Double(value);
        }
    }

    public static AppliedParameters? ReadParameters(ref BlobReader from)
    {
        if (!from.Flag())
        {
            return null;
        }

        var version = from.RequiredText();
        var isLimited = from.Flag();
        var since = from.Time();
        var province = new ProvinceCode((int)from.Unsigned());
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        for (var count = from.Count(MostItems); count > 0; count--)
        {
            values[from.RequiredText()] = from.Double();
        }

        return new(version, isLimited ? since : null, province, values);
    }

    public static Finding Read(ref BlobReader from)
    {
        var rule = from.RequiredText();
        var version = (int)from.Number();
        var key = from.RequiredText();
        var onset = from.Time();
        var ended = from.Flag();
        var lasted = from.Number();
        var (position, severity) = (from.Place(), (Severity)from.Byte());
        var (province, other) = from.Provinces();
        return new()
        {
            Rule = rule,
            RuleVersion = version,
            Key = key,
            Onset = onset,
            End = ended ? new(onset.UnixMilliseconds + lasted) : null,
            Position = position,
            Severity = severity,
            Province = province,
            OtherProvince = other,
            Measured = from.Text(),
            Limit = from.Text(),
            Reason = from.Text(),
            Documents = [.. ReadTexts(ref from)],
            Evidence = [.. ReadPoints(ref from)],
            Crossing = from.Flag() ? ReadCrossing(ref from) : null,
        };
    }

    private static void Write(BlobWriter to, Crossing crossing)
    {
        to.Byte((byte)crossing.Kind);
        to.Unsigned((ulong)crossing.From.Number);
        to.Unsigned((ulong)crossing.To.Number);
        to.Time(crossing.Time);
        to.Number(crossing.TimeUncertainty.Ticks);
        to.Place(crossing.Place);
        to.Double(crossing.PlaceUncertainty.Metres);
        to.Point(crossing.Before);
        to.Point(crossing.After);
        to.Point(crossing.ConfirmedBy);
        to.Flag(crossing.Dark);
        to.Flag(crossing.Exit is not null);
        if (crossing.Exit is { } exit)
        {
            to.Time(exit.Time);
            to.Place(exit.Place);
            to.Unsigned((ulong)exit.Into.Number);
        }
    }

    private static Crossing ReadCrossing(ref BlobReader from) => new()
    {
        Kind = (CrossingKind)from.Byte(),
        From = new((int)from.Unsigned()),
        To = new((int)from.Unsigned()),
        Time = from.Time(),
        TimeUncertainty = TimeSpan.FromTicks(from.Number()),
        Place = from.Place(),
        PlaceUncertainty = Distance.FromMetres(from.Double()),
        Before = from.Point(),
        After = from.Point(),
        ConfirmedBy = from.Point(),
        Dark = from.Flag(),
        Exit = from.Flag() ? new(from.Time(), from.Place(), new((int)from.Unsigned())) : null,
    };

    private static string[] ReadTexts(ref BlobReader from)
    {
        var texts = new string[from.Count(MostItems)];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = from.RequiredText();
        }

        return texts;
    }

    private static TrackPoint[] ReadPoints(ref BlobReader from)
    {
        var points = new TrackPoint[from.Count(MostItems)];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = from.Point();
        }

        return points;
    }
}
