using System.Buffers.Binary;
using System.Text;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tracking.Blobs;

/// <summary>Reads what <see cref="BlobWriter"/> wrote. Every defect is a <see cref="TrackerBlobException"/>.</summary>
internal ref struct BlobReader
{
    private ReadOnlySpan<byte> _rest;
    private TrackPoint _last = PointMasks.Before;
    private List<string>? _names;
    private bool _dropsOffsets;

    /// <exception cref="TrackerBlobException">The check sum does not fit.</exception>
    public BlobReader(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < 5 || BlobCheck.Sum(blob[..^4]) != BinaryPrimitives.ReadUInt32LittleEndian(blob[^4..]))
        {
            throw new TrackerBlobException($"A tracker state of {blob.Length} bytes is damaged: its check sum does not fit.");
        }

        _rest = blob[..^4];
    }

    private BlobReader(ReadOnlySpan<byte> part, bool _) => _rest = part;

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Makes every point from here on read without its offset, which counts in another log.</summary>
    public void DropOffsets() => _dropsOffsets = true;

    /// <summary>Reads part of a blob whose check sum has been verified.</summary>
    public static BlobReader OfPart(ReadOnlySpan<byte> part) => new(part, true);

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            throw Short();
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public bool Flag() => Byte() != 0;

    public long Number() => Varint.FromZigZag(Unsigned());

    /// <summary>A province, and perhaps another.</summary>
    public (ProvinceCode One, ProvinceCode? Other) Provinces()
    {
        var both = Unsigned();
        var other = (int)(both / BlobWriter.AfterProvince);
        return (new((int)(both % BlobWriter.AfterProvince)), other == 0 ? null : new(other));
    }

    public ulong Unsigned()
    {
        var length = Varint.Read(_rest, out var value);
        if (length <= 0)
        {
            throw length == 0 ? Short() : new TrackerBlobException("A tracker state holds a number of more than 64 bits.");
        }

        _rest = _rest[length..];
        return value;
    }

    public int Count(int most)
    {
        var count = Unsigned();
        return count <= (ulong)most
            ? (int)count
            : throw new TrackerBlobException($"A tracker state tells of {count} items where at most {most} can be.");
    }

    public double Double()
    {
        if (_rest.Length < 8)
        {
            throw Short();
        }

        var value = BinaryPrimitives.ReadDoubleLittleEndian(_rest);
        _rest = _rest[8..];
        return value;
    }

    public Instant Time() => new(Number());

    public GeoPoint Place() => new((int)Number(), (int)Number());

    public string? Text()
    {
        var count = Count(1 << 16);
        if (count == 0)
        {
            return null;
        }

        if (_rest.Length < count - 1)
        {
            throw Short();
        }

        var text = Encoding.UTF8.GetString(_rest[..(count - 1)]);
        _rest = _rest[(count - 1)..];
        return text;
    }

    public string RequiredText() => Text() ?? throw new TrackerBlobException("A tracker state lacks a text that must be there.");

    public string Name()
    {
        _names ??= [];
        var at = Count(_names.Count);
        if (at > 0)
        {
            return _names[at - 1];
        }

        _names.Add(RequiredText());
        return _names[^1];
    }

    public byte[] Bytes()
    {
        var end = Open();
        var bytes = _rest[..^end].ToArray();
        _rest = _rest[^end..];
        return bytes;
    }

    /// <summary>Begins a part that was written with its length.</summary>
    /// <returns>The end, for <see cref="Close"/>.</returns>
    public int Open()
    {
        var length = Count(int.MaxValue);
        return length <= _rest.Length ? _rest.Length - length : throw Short();
    }

    /// <summary>Whether there is more of a part that was written with its length.</summary>
    public readonly bool HasMore(int end) => _rest.Length > end;

    /// <summary>Goes on after a part, skipping any fields that a newer program wrote at its end.</summary>
    public void Close(int end) => _rest = end <= _rest.Length ? _rest[^end..] : throw Short();

    public TrackPoint Point()
    {
        var mask = (PointMask)Byte();
        var report = _last.Report;
        if (mask.HasFlag(PointMask.Time))
        {
            var time = Number();
            report = report with { Time = new(report.Time.UnixMilliseconds + ((time & 1) == 0 ? time / 2 * 1000 : time >> 1)) };
        }

        if (mask.HasFlag(PointMask.Place))
        {
            report = report with
            {
                Position = new((int)(report.Position.LatitudeE6 + Number()), (int)(report.Position.LongitudeE6 + Number())),
            };
        }

        if (mask.HasFlag(PointMask.Speed))
        {
            var number = report.SpeedNumber + Number();
            report = report with { SpeedDeciKmh = ReportNumbers.TryToSpeed(number, out var speed) ? speed : throw Outside("speed", number) };
        }

        if (mask.HasFlag(PointMask.Heading))
        {
            var number = report.HeadingNumber + Number();
            report = report with { HeadingDegrees = ReportNumbers.TryToHeading(number, out var heading) ? heading : throw Outside("heading", number) };
        }

        if (mask.HasFlag(PointMask.Altitude))
        {
            var number = report.AltitudeNumber + Number();
            report = report with { AltitudeMetres = ReportNumbers.TryToAltitude(number, out var altitude) ? altitude : throw Outside("altitude", number) };
        }

        if (mask.HasFlag(PointMask.Mileage))
        {
            var number = report.MileageNumber + Number();
            report = report with { MileageDeciKm = ReportNumbers.TryToMileage(number, out var mileage) ? mileage : throw Outside("mileage", number) };
        }

        if (mask.HasFlag(PointMask.Bits))
        {
            report = report with { Alarms = (uint)Unsigned(), Status = (ReportStatus)(uint)Unsigned() };
        }

        var offset = mask.HasFlag(PointMask.Offset) ? _last.Offset + Number() : _last.Offset;
        _last = new(report, offset);
        return _dropsOffsets ? new(report, TrackPoint.UnknownOffset) : _last;
    }

    private static TrackerBlobException Outside(string value, long number) => new($"A tracker state holds the {value} {number}, which no report can have.");

    private static TrackerBlobException Short() => new("A tracker state ends in the middle.");
}
