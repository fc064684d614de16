using System.Runtime.InteropServices;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Storage.History.Chunks;

namespace HazmatTrack.Storage.History.Open;

/// <summary>The points of one append that are still open, of all vehicles of a partition: one journal row.</summary>
internal sealed class JournalBlock
{
    // The journal is short-lived, so it is compressed at the cheapest level.
    private const int Level = 1;

    private readonly List<(int Vehicle, int Points)> _vehicles = [];
    private readonly List<PositionReport> _points = [];

    public bool IsEmpty => _points.Count == 0;

    public void Clear()
    {
        _vehicles.Clear();
        _points.Clear();
    }

    public void Add(int vehicle, ReadOnlySpan<PositionReport> points)
    {
        _vehicles.Add((vehicle, points.Length));
        _points.AddRange(points);
    }

    public byte[] Encode()
    {
        var content = new ByteWriter((_points.Count * 24) + (_vehicles.Count * 4));
        try
        {
            content.Unsigned((ulong)_vehicles.Count);
            var previous = 0;
            foreach (var (vehicle, points) in _vehicles)
            {
                content.Signed(vehicle - previous);
                content.Unsigned((ulong)points);
                previous = vehicle;
            }

            PositionColumns.Write(CollectionsMarshal.AsSpan(_points), ref content);
            return Envelope.Wrap(PositionColumns.Version, content.Written, Level);
        }
        finally
        {
            content.Dispose();
        }
    }

    /// <summary>Decodes a row: the vehicles and the number of points of each; the points follow in the same order.</summary>
    /// <exception cref="ChunkFormatException">The bytes are not a complete and unchanged row.</exception>
    public static (List<(int Vehicle, int Points)> Vehicles, PositionReport[] Points) Decode(ReadOnlySpan<byte> row)
    {
        var content = new ByteWriter(row.Length * 4);
        try
        {
            var version = Envelope.Unwrap(PositionColumns.Version, row, ref content);
            var reader = new ByteReader(content.Written);
            var count = reader.Count(content.Length / 2);
            var vehicles = new List<(int, int)>(count);
            long vehicle = 0, sum = 0;
            for (var i = 0; i < count; i++)
            {
                vehicle += reader.Signed();
                var points = reader.Count(content.Length);
                vehicles.Add((checked((int)vehicle), points));
                sum += points;
            }

            var all = PositionColumns.Read(ref reader, version);
            reader.End();
            return sum == all.Length
                ? (vehicles, all)
                : throw new ChunkFormatException($"its vehicles have {sum} points, but it holds {all.Length}.");
        }
        catch (OverflowException e)
        {
            throw new ChunkFormatException("a vehicle's number is out of range.", e);
        }
        finally
        {
            content.Dispose();
        }
    }
}
