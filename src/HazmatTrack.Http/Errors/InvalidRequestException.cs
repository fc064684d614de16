namespace HazmatTrack.Http.Errors;

/// <summary>A request cannot be done as it is.</summary>
internal sealed class InvalidRequestException(ProblemCode code, RequestFaults faults) : Exception(faults.Describe().English)
{
    /// <summary><see cref="ProblemCode.BadInput"/>, or why the body was not read.</summary>
    public ProblemCode Code => code;

    public RequestFaults Faults => faults;
}
