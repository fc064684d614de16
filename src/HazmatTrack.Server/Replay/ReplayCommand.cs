using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Server.Csv;

namespace HazmatTrack.Server.Replay;

/// <summary>The command <c>replay</c>: sends recorded tracks in event time and shows its progress.</summary>
internal static class ReplayCommand
{
    private const string LeftOut = "left out";

    /// <summary>Runs the replay; returns the exit code (<see cref="ReplayArguments.Usage"/>).</summary>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter errors, TimeProvider time, CancellationToken cancellation)
    {
        ReplayArguments options;
        try
        {
            options = ReplayArguments.Parse(arguments);
        }
        catch (ReplayException e)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }

        try
        {
            var (count, faults) = (new ReplayCount(), new FaultLog(options.File, errors));
            using var tracks = new TrackSorter();
            var survey = new TimeSurvey();
            Read(options, tracks, survey, count, faults, output);
            if (tracks.Count == 0)
            {
                faults.Close();
                await errors.WriteLineAsync($"{options.File} holds no position.");
                await output.WriteLineAsync($"{count}.");
                return 1;
            }

            var now = Instant.From(time.GetUtcNow());
            var (oldest, newest) = survey.Plausible(now);
            using IReplayTarget target = options.Brokers is { } brokers
                ? await KafkaTarget.OpenAsync(brokers, options.Topic)
                : HttpIngestTarget.Open(options.Url, options.KeyFile);
            var run = new ReplayRun(target, options, count, faults, output, time);
            try
            {
                await run.SendAsync(Shifted(tracks.InOrder(), options, now - newest, newest, count, faults), oldest, newest, cancellation);
            }
            catch (ReplayException e) when (count.Sent + count.Refused > 0)
            {
                await errors.WriteLineAsync(e.Message);
            }
            finally
            {
                faults.Close();
                await output.WriteLineAsync($"{count}.");
            }

            return count.IsWhole ? 0 : 1;
        }
        catch (Exception e) when (e is ReplayException or CsvException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("Stopped.");
            return 1;
        }
    }

    private static void Read(ReplayArguments options, TrackSorter tracks, TimeSurvey survey, ReplayCount count, FaultLog faults, TextWriter output)
    {
        var table = CsvTable.Open(options.File);
        var columns = TrackColumns.FromHeader(table, options.File, options.Columns);
        var reader = new TrackReader(columns, options, table.Separator);
        output.WriteLine(
            $"{options.File}: {table.Encoding.Name}, separated by {table.Separator switch { ',' => "commas", ';' => "semicolons", '\t' => "tabs", var other => $"'{other}'" }}; "
            + $"times without an offset are taken at {reader.ZoneText}; columns {columns}.");
        foreach (var (line, cells, _, broken) in table.Records())
        {
            count.Read++;
            var (vehicle, report) = (default(VehicleId), default(PositionReport));
            if ((broken ?? reader.TryRead(cells, out vehicle, out report)) is { } fault)
            {
                count.Bad++;
                faults.Report(LeftOut, line, fault);
            }
            else
            {
                tracks.Add(new(line, vehicle, report));
                survey.Add(report.Time);
            }
        }
    }

    private static IEnumerable<TrackLine> Shifted(
        IEnumerable<TrackLine> tracks, ReplayArguments options, TimeSpan by, Instant newest, ReplayCount count, FaultLog faults)
    {
        foreach (var line in tracks)
        {
            if (!options.ShiftToNow)
            {
                yield return line;
            }
            else if (line.Report.Time <= newest)
            {
                yield return line with { Report = line.Report with { Time = line.Report.Time + by } };
            }
            else
            {
                count.LeftOut++;
                faults.Report(LeftOut, line.Line, $"its time {ChinaTimeText.Format(line.Report.Time)} lies far from all others, the newest of which is {ChinaTimeText.Format(newest)} and becomes now");
            }
        }
    }
}
