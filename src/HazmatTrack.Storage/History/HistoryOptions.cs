using System.ComponentModel.DataAnnotations;
using HazmatTrack.Domain;

namespace HazmatTrack.Storage.History;

/// <summary>Section <c>History</c>: where history is stored and how long it is kept.</summary>
public sealed class HistoryOptions : IValidatableObject
{
    /// <summary>Connection string of PostgreSQL; null for SQLite.</summary>
    public string? Postgres { get; set; }

    /// <summary>The SQLite file; its folder must exist.</summary>
    public string File { get; set; } = "history.db";

    /// <summary>
    /// How long positions are kept. Dynamic position data must be kept for six months at least (动态监督办法 art. 25;
    /// docs/domain/regulations.md#retention).
    /// </summary>
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(184);

    /// <summary>
    /// The maximum age of the oldest open point's journal row before all open points of the vehicle are sealed: bounds the journal,
    /// and with it the time that a take-over needs. A chunk of 240 points fills in two hours at 30 s.
    /// </summary>
    public TimeSpan SealAfter { get; set; } = TimeSpan.FromHours(2.5);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Postgres) && string.IsNullOrWhiteSpace(File))
        {
            yield return new LocalFault(
                new("历史数据须有 Postgres（连接字符串）或 File（路径）。", "History needs Postgres (a connection string) or File (a path)."), nameof(File));
        }

        if (Keep < TimeSpan.FromDays(1))
        {
            yield return new LocalFault(new($"History:Keep 为 {Keep}；至少须为一天。", $"History:Keep is {Keep}; it must be a day at least."), nameof(Keep));
        }

        if (SealAfter < TimeSpan.FromMinutes(1) || SealAfter > TimeSpan.FromDays(1))
        {
            yield return new LocalFault(
                new($"History:SealAfter 为 {SealAfter}；须在一分钟与一天之间。", $"History:SealAfter is {SealAfter}; it lies between a minute and a day."),
                nameof(SealAfter));
        }
    }
}
