// SPDX-License-Identifier: Apache-2.0
// Short names for the types that openapi-typescript makes from api/openapi.json.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Problem = Schemas['Problem'];
export type Session = Schemas['Session'];
export type Home = Schemas['Home'];
export type Todo = Schemas['Todo'];
export type Source = Schemas['Source'];
export type FieldInfo = Schemas['Field'];
export type Upload = Schemas['Upload'];
export type PreviewRequest = Schemas['PreviewRequest'];
export type MappingColumn = Schemas['MappingColumn'];
export type SavedMapping = Schemas['Mapping'];
export type Import = Schemas['Import'];
export type ImportRequest = Schemas['ImportRequest'];
export type Finding = Schemas['Finding'];
export type CustomerHit = Schemas['CustomerHit'];
export type Customer = Schemas['Customer'];
export type GoldenField = Schemas['GoldenField'];
export type Member = Schemas['Member'];
export type RawValue = Schemas['RawValue'];
export type RecordVersion = Schemas['RecordVersion'];
export type TimelineItem = Schemas['TimelineItem'];
export type Explanation = Schemas['Explanation'];
export type Comparison = Schemas['Comparison'];
export type Review = Schemas['Review'];
export type ReviewItem = Schemas['ReviewItem'];
export type ReviewSide = Schemas['ReviewSide'];
export type Resolution = Schemas['Resolution'];
export type ResolveMatch = Schemas['ResolveMatch'];
export type FieldFinding = Schemas['FieldFinding'];
export type ReviewSummary = Schemas['ReviewSummary'];
export type BulkPreview = Schemas['BulkPreview'];
export type BookedVerdict = Schemas['BookedVerdict'];
export type Decision = Schemas['Decision'];
export type MatchModel = Schemas['MatchModel'];
export type CleanseProposal = Schemas['CleanseProposal'];
export type CleanseRun = Schemas['CleanseRun'];
export type NumberReport = Schemas['NumberReport'];
export type NumberCheck = Schemas['NumberCheck'];
export type NumberRequest = Schemas['NumberRequest'];
export type NumberGrant = Schemas['NumberGrant'];
export type Approval = Schemas['Approval'];
export type Erasure = Schemas['Erasure'];
export type ErasureCounts = Schemas['ErasureCounts'];
