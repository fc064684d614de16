using HazmatTrack.Storage.DeadLetters;
using Prometheus;

namespace HazmatTrack.Gateway.DeadLetters;

/// <summary>Metrics of the letters that operators can read.</summary>
internal sealed class DeadLetterMetrics
{
    private readonly Counter _letters;
    private readonly Counter _unsent;
    private readonly Counter _resubmitted;
    private readonly Gauge _failing;

    public DeadLetterMetrics(IMetricFactory metrics)
    {
        _letters = metrics.CreateCounter(
            "hazmattrack_letters_total",
            "Refused reports read from the dead letters, by fate: kept for their operator, counted only since the operator has enough letters of the day, repeated, "
            + "too old to be kept, or skipped since the store refuses what is in it.",
            ["fate"]);
        foreach (var fate in (string[])["kept", "counted", "repeated", "old", "skipped"])
        {
            _letters.WithLabels(fate);
        }

        _unsent = metrics.CreateCounter(
            "hazmattrack_letters_unsent_total", "Reports refused by HTTP of which the brokers took no dead letter: their senders alone know of them, by the answer.");
        _resubmitted = metrics.CreateCounter("hazmattrack_letters_resubmitted_total", "Refused reports that were sent again, by outcome: taken or refused.", ["outcome"]);
        _resubmitted.WithLabels("taken");
        _resubmitted.WithLabels("refused");
        _failing = metrics.CreateGauge("hazmattrack_letters_failing", "1 while the dead letters cannot be read or stored, else 0.");
    }

    public void Added(in LettersAdded added)
    {
        _letters.WithLabels("kept").Inc(added.Kept);
        _letters.WithLabels("counted").Inc(added.NotKept);
        _letters.WithLabels("repeated").Inc(added.Repeated);
    }

    /// <summary>A letter cannot be stored, whenever it is tried.</summary>
    public void Skipped() => _letters.WithLabels("skipped").Inc();

    public void TooOld() => _letters.WithLabels("old").Inc();

    public void Unsent(long reports) => _unsent.Inc(reports);

    public void Resubmitted(bool isTaken) => _resubmitted.WithLabels(isTaken ? "taken" : "refused").Inc();

    public void Fails(bool isFailing) => _failing.Set(isFailing ? 1 : 0);
}
