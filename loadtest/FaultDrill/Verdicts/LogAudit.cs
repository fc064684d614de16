using HazmatTrack.Contracts.Positions;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using HazmatTrack.FaultDrill.Loading;
using HazmatTrack.Kafka;
using HazmatTrack.Tracker.Reading;

namespace HazmatTrack.FaultDrill.Verdicts;

/// <summary>What was sent, what the brokers kept of it, and what became a dead letter.</summary>
internal static class LogAudit
{
    /// <summary>
    /// Brokers acknowledge a record that they had before without saying where it is (the answer to the first sending was lost). Such a record's place is
    /// taken from the log: that of its bytes which no other record has. One that is not there stays a difference.
    /// </summary>
    public static void FindPlaces(IReadOnlyCollection<LoadRecord> sent, IReadOnlyCollection<ConsumeResult<byte[]?, byte[]?>> log)
    {
        var free = Free(sent, log).OrderBy(r => r.Offset.Value).ToList();
        foreach (var record in sent.Where(r => r.Place is { Offset: < 0 }))
        {
            var at = free.FindIndex(r => IsOf(r, record));
            if (at >= 0)
            {
                record.Place = (free[at].Partition, free[at].Offset);
                free.RemoveAt(at);
            }
        }
    }

    /// <summary>
    /// Records that the log has once more than they were sent: the client that sends and the brokers doubled them between them, which an idempotent
    /// producer makes rare and, when a broker dies at the wrong moment, does not rule out. To the program they are records like any other. A record
    /// with bytes that were never sent to that partition is not among them.
    /// </summary>
    public static IReadOnlyList<LoadRecord> Doubled(IReadOnlyCollection<LoadRecord> sent, IReadOnlyCollection<ConsumeResult<byte[]?, byte[]?>> log) =>
    [
        .. from extra in Free(sent, log)
           let first = sent.FirstOrDefault(r => IsOf(extra, r))
           where first is not null
           select new LoadRecord
           {
               Key = first.Key, Value = first.Value, Vehicle = first.Vehicle, Report = first.Report, Place = (extra.Partition, extra.Offset),
           },
    ];

    /// <summary>The log holds what was sent, each record once, where the brokers said.</summary>
    public static Check Log(IEnumerable<LoadRecord> sent, IEnumerable<ConsumeResult<byte[]?, byte[]?>> log) => Check.Of(
        "records in the log", sent.Select(r => Line(r.Place!.Value, r.Key, r.Value)),
        log.Select(r => Line((r.Partition, r.Offset), r.Message.Key, r.Message.Value)));

    /// <summary>
    /// The dead letters are the bad records, at least once each, with key and bytes as they were. A batch that is read again after a fault
    /// writes its letters again; place and bytes tell that they are the same.
    /// </summary>
    public static Check DeadLetters(IEnumerable<LoadRecord> sent, IEnumerable<ConsumeResult<byte[]?, byte[]?>> letters) => Check.Of(
        "bad records among the dead letters, each counted once",
        sent.Where(r => r.Report is null).Select(r => Line(r.Place!.Value, r.Key, r.Value)),
        letters.Select(l => Line((Number(l, DeadLetterHeaders.Partition), Number(l, DeadLetterHeaders.Offset)),
            l.Message.Key, l.Message.Value)).Distinct());

    /// <summary>
    /// Every record in a partition that its key does not hash to was sent on to its own, with key and bytes as they were, and no other record was. A
    /// batch that is read again after a fault sends its copies again; the place they name tells that they are the same. Where the topic has grown, a
    /// record in the partition that its key had before is at home or not by when it came.
    /// </summary>
    public static Check Copies(
        IEnumerable<LoadRecord> sent, IReadOnlyCollection<ConsumeResult<byte[]?, byte[]?>> copies, int partitions, int grown)
    {
        // A copy of a copy: the topic's growth put the first into a wrong partition.
        var placesOfCopies = copies.Select(c => (c.Partition.Value, c.Offset.Value)).ToHashSet();
        var targets = copies.ToLookup(Origin, c => c.Partition.Value);
        return Check.Of(
            "records in a wrong partition that were sent on to their own, each counted once",
            from record in sent
            where record.Report is not null
            let place = record.Place!.Value
            let home = HomeOf(record, partitions)
            let last = HomeOf(record, grown)
            let found = targets[place].Distinct().ToList()
            from to in place.Partition == home && home == last ? []
                : place.Partition == last ? found.Where(t => t == home)
                : place.Partition == home ? found.Where(t => t == last)
                : found.Where(t => t == home || t == last).DefaultIfEmpty(last)
            select $"to {to} {Line(place, record.Key, record.Value)}",
            copies.Where(c => !placesOfCopies.Contains(Origin(c))).Select(c => $"to {c.Partition.Value} {Line(Origin(c), c.Message.Key, c.Message.Value)}").Distinct());
    }

    /// <summary>
    /// In which order the records of a vehicle were judged: that of the partition where it was before the topic grew, then that of the one where it is.
    /// A record that was sent on was judged where its copy is.
    /// </summary>
    public static Func<LoadRecord, (bool IsMoved, long Offset)> PlacesOfJudging(
        IEnumerable<ConsumeResult<byte[]?, byte[]?>> copies, int partitions, int grown)
    {
        var places = copies.GroupBy(Origin).ToDictionary(g => g.Key, g => g.Select(c => (Partition: c.Partition.Value, Offset: c.Offset.Value)).Min());
        return record =>
        {
            var place = record.Place!.Value;
            while (places.TryGetValue(place, out var copy))
            {
                place = copy;
            }

            return (place.Partition != HomeOf(record, partitions) || HomeOf(record, grown) == place.Partition, place.Offset);
        };
    }

    private static (int Partition, long Offset) Origin(ConsumeResult<byte[]?, byte[]?> copy) =>
        (Number(copy, ForwardedFrom.PartitionHeader), Number(copy, ForwardedFrom.OffsetHeader));

    /// <summary>Whether a record was put there by a silo, and not by a sender.</summary>
    public static bool IsCopy(ConsumeResult<byte[]?, byte[]?> kept) => kept.Message.Headers?.TryGetLastBytes(ForwardedFrom.PartitionHeader, out _) == true;

    /// <summary>Whether a position lies in a partition that its key does not hash to.</summary>
    public static bool IsAstray(LoadRecord record, int partitions) => record.Report is not null && record.Place!.Value.Partition != HomeOf(record, partitions);

    private static int HomeOf(LoadRecord record, int partitions) => KeyHash.PartitionOf(record.Key!, partitions);

    /// <summary>What the log has at places of which the brokers did not speak.</summary>
    private static IEnumerable<ConsumeResult<byte[]?, byte[]?>> Free(
        IReadOnlyCollection<LoadRecord> sent, IReadOnlyCollection<ConsumeResult<byte[]?, byte[]?>> log)
    {
        var taken = sent.Select(r => r.Place!.Value).ToHashSet();
        return log.Where(r => !taken.Contains((r.Partition, r.Offset)));
    }

    private static bool IsOf(ConsumeResult<byte[]?, byte[]?> kept, LoadRecord record) =>
        kept.Partition == record.Place!.Value.Partition && Same(kept.Message.Key, record.Key) && Same(kept.Message.Value, record.Value);

    private static bool Same(byte[]? one, byte[]? other) => one is null ? other is null : other is not null && one.AsSpan().SequenceEqual(other);

    private static string Line((int Partition, long Offset) place, byte[]? key, byte[]? value) => string.Create(
        CultureInfo.InvariantCulture,
        $"{place.Partition}/{place.Offset} {(key is null ? "-" : Encoding.UTF8.GetString(key))} {(value is null ? "-" : Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(value)))}");

    private static int Number(ConsumeResult<byte[]?, byte[]?> letter, string header) =>
        int.Parse(Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes(header)), CultureInfo.InvariantCulture);
}
